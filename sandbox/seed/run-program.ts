import { execFile } from "node:child_process";
import { UserError } from "../../model/problem.ts";
import { withoutThese } from "../../promotion/supervise.ts";

export interface RunProgramArgs {
  /** Name on the PATH of `env`, or a path. */
  readonly program: string;
  /** Shown in messages: never a secret in here. */
  readonly args: readonly string[];
  readonly cwd: string;
  /** The whole environment; nothing of ours is inherited. */
  readonly env: Readonly<Record<string, string>>;
  readonly timeoutMs: number;
  readonly signal?: AbortSignal | undefined;
  /** Replaced by `***` wherever the program's own words are quoted. */
  readonly secrets?: readonly string[];
}

const quotedLines = 20;

/**
 * Runs a program to its end.
 *
 * @returns its standard output
 * @throws UserError when there is no such program
 * @throws Error with command, outcome and its last lines when it fails or takes longer than `timeoutMs`
 * @throws the reason of `signal` when that stopped it
 */
export function runProgram(run: RunProgramArgs): Promise<string> {
  const { program, args, cwd, env, timeoutMs, signal, secrets = [] } = run;
  signal?.throwIfAborted();
  return new Promise((resolve, reject) => {
    const options = { cwd, env: { ...env }, timeout: timeoutMs, killSignal: "SIGKILL", maxBuffer: 64 << 20 } as const;
    execFile(program, [...args], signal ? { ...options, signal } : options, (error, stdout, stderr) => {
      if (!error) return resolve(stdout);
      if (signal?.aborted) return reject(signal.reason);
      if (error.code === "ENOENT") {
        return reject(
          new UserError(`${program} was not found, or the folder ${cwd} is gone. Install it, or put it on PATH`),
        );
      }
      const outcome = error.killed
        ? `did not end within ${timeoutMs / 1000} s`
        : error.code === undefined || error.code === null
          ? `was ended by ${error.signal}`
          : `failed with exit code ${error.code}`;
      const words = (stderr || stdout).trimEnd().split("\n").slice(-quotedLines).join("\n");
      reject(new Error(withoutThese(`${[program, ...args].join(" ")} ${outcome}:\n${words}`, secrets)));
    });
  });
}
