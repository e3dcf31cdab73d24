import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { baseEnvironment, findOnPath } from "../../sandbox/environment.ts";
import type { StatePaths } from "../../sandbox/state.ts";
import { root } from "./command.ts";
import { freePort } from "./processes.ts";

/** The sandbox's git server alone, on loopback. */
export interface GitServer {
  readonly port: number;
  /** `http://127.0.0.1:PORT` */
  readonly url: string;
  /** Default TERM. */
  stop(signal?: NodeJS.Signals): Promise<void>;
}

/** @param port default: one that is free */
export async function startGitServer(
  paths: StatePaths,
  login: { readonly user: string; readonly password: string },
  port?: number,
): Promise<GitServer> {
  mkdirSync(join(paths.home, "git-server"), { recursive: true });
  const chosen = port ?? (await freePort());
  const env = {
    ...baseEnvironment(paths, "git-server", findOnPath("git")),
    SLIPWAY_GIT_USER: login.user,
    SLIPWAY_GIT_PASSWORD: login.password,
  };
  const where = ["--root", paths.git, "--pulls", paths.pulls, "--port", String(chosen)];
  const server = spawn(process.execPath, [join(root, "sandbox/git-server.ts"), ...where], {
    env,
    stdio: ["ignore", "pipe", "inherit"],
  });
  const ended = once(server, "exit");
  const listens = once(server.stdout as NonNullable<ChildProcess["stdout"]>, "data");
  await Promise.race([
    listens,
    ended.then(([code, signal]) => {
      throw new Error(`the git server on port ${chosen} has ended at its start (${signal ?? `exit code ${code}`})`);
    }),
  ]);
  return {
    port: chosen,
    url: `http://127.0.0.1:${chosen}`,
    stop: async (signal) => {
      server.kill(signal);
      await ended;
    },
  };
}
