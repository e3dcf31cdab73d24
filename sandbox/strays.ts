import { readdirSync, readFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { stateMarker } from "./environment.ts";
import { identify, isSame, type ProcessIdentity } from "./process-identity.ts";

/** How long a process may take to end after TERM, and to be gone after KILL, in milliseconds. */
const termWait = 5_000;
const killWait = 10_000;

/**
 * Every living process that carries the mark of a state folder, also those whose record was never written because
 * Slipway was killed in between. Empty where there is no /proc.
 *
 * @param root the state folder, absolute and without symbolic links
 */
export function markedProcesses(root: string): ProcessIdentity[] {
  const mark = Buffer.from(`\0${stateMarker}=${root}\0`);
  return pids().flatMap((pid) => {
    if (pid === process.pid) return [];
    const environment = readOrEmpty(`/proc/${pid}/environ`);
    return Buffer.concat([Buffer.from("\0"), environment]).includes(mark) ? (identify(pid) ?? []) : [];
  });
}

/** Those of the processes that neither are nor descend from one of `wanted`. */
export function strays(all: readonly ProcessIdentity[], wanted: readonly ProcessIdentity[]): ProcessIdentity[] {
  const kept = new Set(wanted.map((identity) => identity.pid));
  return all.filter(({ pid }) => {
    for (let at: number | undefined = pid; at !== undefined && at > 1; at = parentOf(at))
      if (kept.has(at)) return false;
    return true;
  });
}

/**
 * TERM to all at once, KILL after 5 s to those still there, and waits until they are gone.
 *
 * @throws Error naming those that outlived KILL for 10 s
 */
export async function endProcesses(processes: readonly ProcessIdentity[]): Promise<void> {
  for (const [signal, wait] of [["SIGTERM", termWait] as const, ["SIGKILL", killWait] as const]) {
    for (const identity of processes) if (isSame(identity)) send(identity.pid, signal);
    const deadline = Date.now() + wait;
    while (processes.some(isSame) && Date.now() < deadline) await sleep(20);
  }
  const left = processes.filter(isSame).map((identity) => identity.pid);
  if (left.length > 0) throw new Error(`processes ${left.join(", ")} are still there 10 s after SIGKILL`);
}

function send(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ESRCH") throw error;
  }
}

function pids(): number[] {
  try {
    return readdirSync("/proc")
      .filter((name) => /^\d+$/.test(name))
      .map(Number);
  } catch {
    return [];
  }
}

function parentOf(pid: number): number | undefined {
  const stat = readOrEmpty(`/proc/${pid}/stat`).toString();
  const parent = Number(stat.slice(stat.lastIndexOf(")") + 2).split(" ")[1]);
  return Number.isSafeInteger(parent) && parent > 0 ? parent : undefined;
}

function readOrEmpty(path: string): Buffer {
  try {
    return readFileSync(path);
  } catch {
    return Buffer.alloc(0);
  }
}
