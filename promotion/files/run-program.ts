import { spawn } from "node:child_process";
import { mkdtemp, realpath, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

/** A program that a step starts. */
export interface ProgramRun {
  /** Absolute path. */
  readonly program: string;
  readonly args: readonly string[];
  readonly cwd: string;
  /** An empty folder of the run's own: its home, its temporary files, its caches. */
  readonly scratch: string;
  readonly env?: Readonly<Record<string, string>>;
  /** Absolute paths of programs that it may start itself. */
  readonly finds?: readonly string[];
  readonly input?: string;
  readonly signal: AbortSignal;
}

export interface ProgramResult {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Only bounds a program that hangs; what fetches from a network has shorter bounds of its own. */
const longestMs = 10 * 60_000;
const graceMs = 5_000;
/** More than Kargo could keep; what a repository makes a program say is not worth more memory. */
const mostOutput = 256 << 20;

/**
 * Runs a program to its end, with nothing of the user's environment, home folder or settings.
 *
 * @throws Error when it can't be started, hangs or says too much
 * @throws the signal's reason when that stopped it
 */
export function runProgram(run: ProgramRun): Promise<ProgramResult> {
  const { program, args, cwd, signal } = run;
  signal.throwIfAborted();
  return new Promise((resolve, reject) => {
    // A group of its own, so that what it starts ends with it.
    const child = spawn(program, args, { cwd, env: environment(run), detached: true });
    const output: { stdout: Buffer[]; stderr: Buffer[] } = { stdout: [], stderr: [] };
    let size = 0;
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
    const what = `${program} ${args[0] ?? ""}`.trim();
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
        output[name].push(chunk);
        size += chunk.length;
        if (size > mostOutput) stop(new Error(`${what} wrote more than ${mostOutput >> 20} MiB`));
      });
    }
    child.stdin.on("error", () => undefined).end(run.input ?? "");
    child.on("error", (error) => settle(() => reject(failure ?? new Error(`${what}: ${error.message}`))));
    child.on("close", (exitCode) =>
      settle(() => {
        if (failure !== undefined) return reject(failure);
        const text = (name: "stdout" | "stderr") => Buffer.concat(output[name]).toString("utf8");
        resolve({ exitCode: exitCode ?? 128, stdout: text("stdout"), stderr: text("stderr") });
      }),
    );
  });
}

/** Hands a scratch folder outside the work folder to the work, and removes it whatever becomes of that. */
export async function withScratch<T>(work: (scratch: string) => Promise<T>): Promise<T> {
  const scratch = await realpath(await mkdtemp(join(tmpdir(), "slipway-scratch-")));
  try {
    return await work(scratch);
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}

function environment({ scratch, env, finds = [] }: ProgramRun): Record<string, string> {
  return {
    PATH: [...new Set(finds.map((path) => dirname(path))), "/usr/local/bin", "/usr/bin", "/bin"].join(":"),
    HOME: scratch,
    TMPDIR: scratch,
    LC_ALL: "C",
    // Fetching a remote base is git's work: nothing in what it fetches may start a program or reach a local repository.
    GIT_CONFIG_GLOBAL: "/dev/null",
    GIT_CONFIG_NOSYSTEM: "1",
    GIT_TERMINAL_PROMPT: "0",
    GIT_ALLOW_PROTOCOL: "http:https",
    GIT_CONFIG_COUNT: "1",
    GIT_CONFIG_KEY_0: "core.hooksPath",
    GIT_CONFIG_VALUE_0: "/dev/null",
    // An empty folder: Helm starts what it finds in this one.
    HELM_PLUGINS: join(scratch, "no-plugins"),
    HELM_CACHE_HOME: join(scratch, "helm", "cache"),
    HELM_CONFIG_HOME: join(scratch, "helm", "config"),
    HELM_DATA_HOME: join(scratch, "helm", "data"),
    KUBECONFIG: "/dev/null",
    ...env,
  };
}
