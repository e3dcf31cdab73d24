import { accessSync, constants } from "node:fs";
import { delimiter, dirname, join } from "node:path";
import { UserError } from "../model/problem.ts";
import type { StatePaths } from "./state.ts";

/** Stands in the environment of every process of a sandbox, with its state folder as value, so that none gets lost. */
export const stateMarker = "SLIPWAY_SANDBOX_STATE";

/**
 * All that a process of the sandbox gets from its surroundings: own HOME and TMPDIR, a PATH of ours, and no user's
 * git, kube or proxy settings.
 *
 * @param git absolute path of the git executable
 */
export function baseEnvironment(paths: StatePaths, name: string, git: string): Record<string, string> {
  return {
    PATH: [...new Set([paths.bin, dirname(git), "/usr/local/bin", "/usr/bin", "/bin"])].join(delimiter),
    HOME: join(paths.home, name),
    TMPDIR: join(paths.tmp, name),
    LANG: "C.UTF-8",
    GIT_CONFIG_NOSYSTEM: "1",
    GIT_CONFIG_GLOBAL: "/dev/null",
    GIT_TERMINAL_PROMPT: "0",
    [stateMarker]: paths.root,
  };
}

/**
 * Absolute path of a program on the PATH.
 *
 * @throws UserError when there is none
 */
export function findOnPath(name: string, path = process.env["PATH"] ?? ""): string {
  for (const folder of path.split(delimiter).filter((entry) => entry !== "")) {
    const candidate = join(folder, name);
    try {
      accessSync(candidate, constants.X_OK);
      return candidate;
    } catch {}
  }
  throw new UserError(`${name} is not on the PATH. Install it and try again`);
}
