import { mkdtemp, realpath, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { supervise } from "../supervise.ts";

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
export async function runProgram(run: ProgramRun): Promise<ProgramResult> {
  const { program, args, cwd, signal, input = "" } = run;
  const what = `${program} ${args[0] ?? ""}`.trim();
  const output: { stdout: Buffer[]; stderr: Buffer[] } = { stdout: [], stderr: [] };
  const bounds = { longestMs, graceMs, mostOutput };
  const { exitCode } = await supervise({
    ...{ program, args, cwd, env: environment(run), input, signal, what, ...bounds },
    onOutput: (name, chunk) => {
      output[name].push(chunk);
      return false;
    },
  }).catch((error: NodeJS.ErrnoException) => {
    throw error.syscall === undefined ? error : new Error(`${what}: ${error.message}`);
  });
  const text = (name: "stdout" | "stderr") => Buffer.concat(output[name]).toString("utf8");
  return { exitCode: exitCode ?? 128, stdout: text("stdout"), stderr: text("stderr") };
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
