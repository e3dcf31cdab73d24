import { spawn } from "node:child_process";
import { closeSync, existsSync, mkdirSync, openSync, renameSync } from "node:fs";
import { dirname } from "node:path";
import { timestamp } from "../../model/timestamp.ts";
import { identify } from "../process-identity.ts";
import { forget, remember } from "./process-records.ts";

export interface StartArgs {
  /** Name of the record, unique among the containers that run. */
  readonly key: string;
  /** Folder of the records. */
  readonly records: string;
  readonly file: string;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  readonly cwd: string;
  readonly log: string;
}

/** How a process ended. As a container runtime: 128 plus its number for a signal. */
export interface Exit {
  readonly exitCode: number;
  readonly signal?: NodeJS.Signals;
}

export interface ContainerProcess {
  readonly pid: number;
  /** ISO 8601, whole seconds. */
  readonly startedAt: string;
  readonly exited: Promise<Exit>;
  /** TERM, KILL after the grace period; resolves when it is gone. */
  stop(graceSeconds: number): Promise<Exit>;
}

const signals: Readonly<Record<string, number>> = {
  SIGHUP: 1,
  SIGINT: 2,
  SIGQUIT: 3,
  SIGABRT: 6,
  SIGKILL: 9,
  SIGSEGV: 11,
  SIGTERM: 15,
};

/**
 * Starts a container's program as a process group of its own, so that what it starts ends with it, and records it.
 *
 * @throws Error in the system's words when it can't be started
 */
export async function startProcess(args: StartArgs): Promise<ContainerProcess> {
  const { file, cwd, env, log } = args;
  mkdirSync(dirname(log), { recursive: true, mode: 0o700 });
  if (existsSync(log)) renameSync(log, log.replace(/\.log$/, ".previous.log"));
  const output = openSync(log, "a", 0o600);
  let child: ReturnType<typeof spawn>;
  try {
    child = spawn(file, [...args.args], { cwd, env: { ...env }, detached: true, stdio: ["ignore", output, output] });
  } finally {
    closeSync(output);
  }
  await new Promise<void>((resolve, reject) => {
    child.once("spawn", resolve);
    child.once("error", reject);
  });
  const pid = child.pid ?? 0;
  const identity = identify(pid);
  if (identity) remember(args.records, args.key, identity);
  const exited = new Promise<Exit>((resolve) => {
    const ended = (code: number | null, signal: NodeJS.Signals | null) => {
      // What it started and left behind: a container ends with its first process.
      toGroup(pid, "SIGKILL");
      forget(args.records, args.key);
      resolve(signal === null ? { exitCode: code ?? 0 } : { exitCode: 128 + (signals[signal] ?? 0), signal });
    };
    if (child.exitCode !== null || child.signalCode !== null) ended(child.exitCode, child.signalCode);
    else child.once("exit", ended);
  });
  return {
    pid,
    startedAt: timestamp(new Date()),
    exited,
    async stop(graceSeconds) {
      toGroup(pid, "SIGTERM");
      const kill = setTimeout(() => toGroup(pid, "SIGKILL"), graceSeconds * 1000);
      try {
        return await exited;
      } finally {
        clearTimeout(kill);
      }
    },
  };
}

function toGroup(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(-pid, signal);
  } catch {
    // Nobody is left in it.
  }
}
