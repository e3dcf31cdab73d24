import { execFile } from "node:child_process";
import type { Environment } from "../../sandbox/toolchain/environment.ts";
import { onPath } from "../../sandbox/toolchain/environment.ts";

/** One program may think this long, in milliseconds. */
const bound = 20_000;

/** What a program answered. */
export type Answer =
  | { readonly state: "missing" }
  | { readonly state: "failed"; readonly why: string }
  | { readonly state: "answered"; readonly text: string };

/**
 * Asks the first program of that name on PATH.
 *
 * @param folder where it is started
 */
export function ask(name: string, args: readonly string[], env: Environment, folder: string): Promise<Answer> {
  const [path] = onPath(name, env);
  if (path === undefined) return Promise.resolve({ state: "missing" });
  return new Promise((resolve) => {
    execFile(path, args, { env: { ...env }, cwd: folder, timeout: bound, killSignal: "SIGKILL" }, (error, out, err) => {
      if (error === null) return resolve({ state: "answered", text: out.trim() });
      const said = `${err}\n${out}`.split("\n").find((line) => line.trim() !== "");
      const why = error.killed ? `no answer within ${bound / 1000} s` : (said ?? `exit code ${error.code}`).trim();
      resolve({ state: "failed", why });
    });
  });
}
