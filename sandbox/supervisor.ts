import { spawn } from "node:child_process";
import { closeSync, existsSync, mkdirSync, openSync, readFileSync, renameSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { UserError } from "../model/problem.ts";
import type { Step } from "../progress/progress.ts";
import { baseEnvironment } from "./environment.ts";
import { unhealthy } from "./health.ts";
import { type TakenPort, untilFree } from "./ports.ts";
import { identify, isSame } from "./process-identity.ts";
import { fingerprint, type ProcessRecord, readRecord, writeRecord } from "./process-record.ts";
import { argocdFolders } from "./processes/argocd.ts";
import type { ProcessSpec } from "./processes/spec.ts";
import { removeFolder } from "./remove-folder.ts";
import type { SandboxProcess, StatePaths } from "./state.ts";
import { endProcesses } from "./strays.ts";

/** How long a process that runs but does not answer is given by default: what it needs may itself just be coming back. */
const recoveryWait = 15_000;

export interface SuperviseArgs {
  /** Identity of the process it is a client of: when that one was started anew, so is this one. Default: none. */
  readonly follows?: string;
  readonly paths: StatePaths;
  /** Absolute path of git. */
  readonly git: string;
  readonly step: Step;
  readonly signal: AbortSignal;
  /** Called just before the process is started anew, when the old one is gone. */
  readonly beforeStart?: (signal: AbortSignal) => Promise<void>;
}

/** What became of a process: whether this call started it. */
export interface Ensured {
  readonly process: SandboxProcess;
  readonly started: boolean;
}

/**
 * Makes sure that a process runs and is healthy: leaves a healthy one alone, starts anew one that died, does not
 * answer, or was started with other settings than it would be now.
 *
 * @throws UserError with the last log lines when it dies at start or does not become healthy in time
 */
export async function ensureRunning(spec: ProcessSpec, args: SuperviseArgs): Promise<Ensured> {
  const { paths, step } = args;
  const environment = { ...baseEnvironment(paths, spec.name, args.git), ...spec.env };
  const print = fingerprint(spec, environment, args.follows);
  const kept = readRecord(paths, spec.name);
  if (kept && isSame(kept)) {
    if (kept.fingerprint === print && (await recovers(spec, kept, args))) {
      step.done("was running");
      return { process: publicPart(kept), started: false };
    }
    step.update("ending the old one");
    await endProcesses([kept]);
  }
  args.signal.throwIfAborted();
  const taken = await untilFree(spec.listens);
  if (taken.length > 0) throw new UserError(takenMessage(() => spec.name, taken, paths.root));
  await args.beforeStart?.(args.signal);
  step.update("starting");
  await prepareFolders(spec, paths);
  const { record, exited } = start(spec, paths, environment, print);
  try {
    await becomesHealthy(spec, record, exited, args.signal);
  } catch (error) {
    await endProcesses([record]);
    throw error;
  }
  step.done("ready");
  return { process: publicPart(record), started: true };
}

function publicPart({ pid, startTime, log, port }: ProcessRecord): SandboxProcess {
  return { pid, startTime, log, ...(port === undefined ? {} : { port }) };
}

async function recovers(spec: ProcessSpec, record: ProcessRecord, { signal, step }: SuperviseArgs): Promise<boolean> {
  const deadline = Date.now() + (spec.recoversWithin ?? recoveryWait);
  while (isSame(record) && !signal.aborted) {
    const why = await unhealthy(spec.health);
    if (why === undefined) return true;
    if (Date.now() > deadline) return false;
    step.update(`runs, but is not healthy: ${why}`);
    await sleep(200, undefined, { signal });
  }
  return false;
}

/**
 * One message for all ports that others took meanwhile.
 *
 * @param nameOf what a port is kept for
 */
export function takenMessage(nameOf: (port: number) => string, taken: readonly TakenPort[], state: string): string {
  const who = taken.map(({ port, owner }) => {
    const by = owner ? `pid ${owner.pid} (${owner.command})` : "a process that cannot be read (another user's?)";
    return `port ${port}, kept for ${nameOf(port)}, is taken by ${by}`;
  });
  return `${who.join("; ")}. End that process, or have new ports chosen by removing the state folder ${state}`;
}

interface Started {
  readonly record: ProcessRecord;
  /** Tells how it ended, once it has. */
  readonly exited: () => string | undefined;
}

function start(spec: ProcessSpec, paths: StatePaths, env: Record<string, string>, print: string): Started {
  const log = join(paths.logs, `${spec.name}.log`);
  // The log of the run before is what explains why there is a new one.
  if (existsSync(log)) renameSync(log, join(paths.logs, `${spec.name}.previous.log`));
  const output = openSync(log, "a", 0o600);
  let ended: string | undefined;
  let child: ReturnType<typeof spawn>;
  try {
    const cwd = join(paths.home, spec.name);
    child = spawn(spec.command, [...spec.args], { cwd, env, detached: true, stdio: ["ignore", output, output] });
  } finally {
    closeSync(output);
  }
  child.on("error", (error) => {
    ended = error.message;
  });
  child.on("exit", (code, signal) => {
    ended = signal === null ? `exit code ${code}` : `signal ${signal}`;
  });
  child.unref();
  const identity = child.pid === undefined ? undefined : identify(child.pid);
  const record: ProcessRecord = {
    pid: child.pid ?? 0,
    startTime: identity?.startTime ?? "",
    log,
    ...(spec.port === undefined ? {} : { port: spec.port }),
    listens: spec.listens,
    health: spec.health,
    fingerprint: print,
    since: new Date().toISOString(),
  };
  if (identity) writeRecord(paths, spec.name, record);
  return { record, exited: () => ended };
}

async function prepareFolders(spec: ProcessSpec, paths: StatePaths): Promise<void> {
  const home = join(paths.home, spec.name);
  await removeFolder(join(paths.tmp, spec.name));
  mkdirSync(join(paths.tmp, spec.name), { recursive: true, mode: 0o700 });
  mkdirSync(home, { recursive: true, mode: 0o700 });
  if (!spec.name.startsWith("argocd-")) return;
  for (const folder of Object.values(argocdFolders(home))) mkdirSync(folder, { recursive: true, mode: 0o700 });
}

async function becomesHealthy(
  spec: ProcessSpec,
  record: ProcessRecord,
  exited: Started["exited"],
  signal: AbortSignal,
): Promise<void> {
  const deadline = Date.now() + spec.readyWithin;
  for (;;) {
    signal.throwIfAborted();
    const why = await unhealthy(spec.health);
    // Checked after the answer: it may have come from a process that is just dying.
    if (exited() !== undefined || !isSame(record)) {
      await sleep(20);
      throw failure(spec, record, `died at start (${exited() ?? "gone"})`);
    }
    if (why === undefined) return;
    if (Date.now() > deadline) throw failure(spec, record, `is not healthy after ${spec.readyWithin / 1000} s: ${why}`);
    await sleep(40, undefined, { signal });
  }
}

function failure(spec: ProcessSpec, record: ProcessRecord, what: string): UserError {
  const tail = lastLines(record.log, 15).map((line) => `\n  ${line}`);
  return new UserError(
    `${spec.name} ${what}. Last lines of ${record.log}:${tail.join("") || "\n  (it wrote nothing)"}`,
  );
}

/** The end of a text file; nothing when it cannot be read. */
export function lastLines(path: string, count: number): string[] {
  try {
    return readFileSync(path, "utf8")
      .trimEnd()
      .split("\n")
      .slice(-count)
      .filter((line) => line !== "");
  } catch {
    return [];
  }
}
