import { execFile } from "node:child_process";
import type { Environment } from "../../sandbox/toolchain/environment.ts";
import { onPath } from "../../sandbox/toolchain/environment.ts";

/** One program may think this long, in milliseconds. */
const bound = 20_000;
/** Bytes that it may say: a platform's state is some megabytes. */
const most = 256_000_000;

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
    const options = { env: { ...env }, cwd: folder, timeout: bound, killSignal: "SIGKILL", maxBuffer: most } as const;
    execFile(path, args, options, (error, out, err) => {
      if (error === null) return resolve({ state: "answered", text: out.trim() });
      const said = `${err}\n${out}`.split("\n").find((line) => line.trim() !== "");
      const why = error.killed ? `no answer within ${bound / 1000} s` : (said ?? `exit code ${error.code}`).trim();
      resolve({ state: "failed", why });
    });
  });
}
