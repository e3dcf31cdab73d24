import { spawn } from "node:child_process";

/** A program that is run to its end, or to one of its bounds. */
export interface Supervised {
  /** Absolute path. */
  readonly program: string;
  readonly args: readonly string[];
  readonly cwd: string;
  /** All of it: nothing is inherited. */
  readonly env: Readonly<Record<string, string>>;
  readonly input: string;
  readonly signal: AbortSignal;
  /** For messages: `git push`. */
  readonly what: string;
  /** Milliseconds until it is stopped. */
  readonly longestMs: number;
  /** Milliseconds it has to clean up after itself when it is told to stop. */
  readonly graceMs: number;
  /** Bytes of both outputs after which it is stopped. */
  readonly mostOutput: number;
  /** Hears of output as it comes; true when that is enough: the program is then killed, and counts as well ended. */
  readonly onOutput: (name: "stdout" | "stderr", chunk: Buffer) => boolean;
}

/** How it ended by itself, or because what it had written was enough. */
export interface Outcome {
  /** Null when a signal ended it. */
  readonly exitCode: number | null;
  readonly killedBy: NodeJS.Signals | null;
  readonly enough: boolean;
}

/**
 * Runs a program in a process group of its own, so that what it starts ends with it.
 *
 * @throws Error when it hangs or says too much; NodeJS.ErrnoException when it can't be started
 * @throws the signal's reason when that stopped it
 */
export function supervise(run: Supervised): Promise<Outcome> {
  const { program, args, cwd, env, signal, what, longestMs, graceMs, mostOutput, onOutput } = run;
  signal.throwIfAborted();
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { cwd, env, detached: true });
    let size = 0;
    let enough = false;
    let failure: Error | undefined;
    const kill = (name: "SIGTERM" | "SIGKILL") => {
      try {
        if (child.pid !== undefined) process.kill(-child.pid, name);
      } catch {
        // It is gone by now.
      }
    };
    const stop = (reason: Error) => {
      failure ??= reason;
      kill("SIGTERM");
      setTimeout(() => kill("SIGKILL"), graceMs).unref();
    };
    const limit = setTimeout(
      () => stop(new Error(`${what} did not end within ${longestMs / 60_000} minutes`)),
      longestMs,
    );
    const onAbort = () => stop(signal.reason as Error);
    signal.addEventListener("abort", onAbort, { once: true });
    const settle = (end: () => void) => {
      clearTimeout(limit);
      signal.removeEventListener("abort", onAbort);
      end();
    };
    for (const name of ["stdout", "stderr"] as const) {
      child[name].on("data", (chunk: Buffer) => {
        size += chunk.length;
        if (onOutput(name, chunk)) {
          enough = true;
          kill("SIGKILL");
        } else if (size > mostOutput) stop(new Error(`${what} wrote more than ${mostOutput >> 20} MiB`));
      });
    }
    child.stdin.on("error", () => undefined).end(run.input);
    child.on("error", (error) => settle(() => reject(failure ?? error)));
    child.on("close", (exitCode, killedBy) =>
      settle(() => (failure === undefined ? resolve({ exitCode, killedBy, enough }) : reject(failure))),
    );
  });
}

/** A text without secrets: what a program quotes may hold the login it was given. */
export function withoutThese(text: string, secrets: readonly string[]): string {
  return secrets.filter(Boolean).reduce((rest, secret) => rest.replaceAll(secret, "***"), text);
}
