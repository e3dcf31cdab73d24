import { type ChildProcess, spawn } from "node:child_process";
import { join, resolve } from "node:path";

export const root = resolve(import.meta.dirname, "../..");

export interface Ended {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly output: string;
}

/** A running `slipway`, as a user starts it: a process of its own. */
export interface Running {
  readonly child: ChildProcess;
  readonly ended: Promise<Ended>;
}

export function slipway(...args: string[]): Running {
  return slipwayOf(root, ...args);
}

/** The same of another clone. */
export function slipwayOf(clone: string, ...args: string[]): Running {
  const child = spawn(process.execPath, [join(clone, "cli/slipway.ts"), ...args], {
    cwd: clone,
    env: { ...process.env, CI: "true" },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let output = "";
  for (const stream of [child.stdout, child.stderr]) stream?.on("data", (chunk: Buffer) => (output += chunk));
  const ended = new Promise<Ended>((settle, reject) => {
    child.once("error", reject);
    child.once("close", (code, signal) => settle({ code, signal, output }));
  });
  return { child, ended };
}
