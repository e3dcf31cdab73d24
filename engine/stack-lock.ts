import { readdirSync, readFileSync, rmSync } from "node:fs";
import { hostname } from "node:os";
import { join } from "node:path";
import { type ProcessFacts, processFacts } from "./process-facts.ts";

/** Content of a lock of Pulumi's file backend (pulumi, pkg/backend/diy/lock.go). */
export interface LockContent {
  readonly pid: number;
  readonly username: string;
  readonly hostname: string;
  readonly timestamp: string;
}

export interface StackLock {
  readonly file: string;
  /** Undefined when the file can't be read as a lock. */
  readonly content: LockContent | undefined;
}

/** Who is asking: this machine's name and a way to look at its processes. */
export interface Observer {
  readonly hostname: string;
  readonly process: (pid: number) => ProcessFacts | undefined;
}

const thisMachine: Observer = { hostname: hostname(), process: processFacts };

/** Locks on a stack of a file backend, oldest first. */
export function readLocks(backendFolder: string, project: string, stack: string): StackLock[] {
  const folder = join(backendFolder, ".pulumi", "locks", "organization", project, stack);
  return filesIn(folder)
    .map((file) => ({ file: join(folder, file), content: contentOf(join(folder, file)) }))
    .sort((a, b) => ((a.content?.timestamp ?? "") < (b.content?.timestamp ?? "") ? -1 : 1));
}

/**
 * Whether the process that took a lock can't be running any more: it is gone, its pid belongs to something younger than
 * the lock, or to a program that isn't Pulumi. A lock of another machine never counts as stale, since nothing here can
 * tell; one that can't be read does, since the backend only ever writes whole files.
 */
export function isStale(lock: StackLock, observer: Observer = thisMachine): boolean {
  if (lock.content === undefined) return true;
  if (lock.content.hostname !== observer.hostname) return false;
  const holder = observer.process(lock.content.pid);
  if (holder === undefined || !holder.command.includes("pulumi")) return true;
  // A second of slack: the kernel's clock for start times is coarser than the lock's.
  return holder.startedAt.getTime() > Date.parse(lock.content.timestamp) + 1000;
}

/** `pid 4711 of ann on build-1, since 2026-11-21T12:00:00Z`. */
export function holderOf(lock: StackLock): string {
  if (lock.content === undefined) return "somebody unknown";
  const { pid, username, hostname: host, timestamp } = lock.content;
  return `pid ${pid} of ${username} on ${host}, since ${timestamp}`;
}

/** Takes a stale lock away; one that is gone already is fine. */
export function removeLock(lock: StackLock): void {
  rmSync(lock.file, { force: true });
}

function filesIn(folder: string): string[] {
  try {
    return readdirSync(folder).filter((file) => file.endsWith(".json"));
  } catch {
    return []; // No run ever took a lock.
  }
}

function contentOf(file: string): LockContent | undefined {
  try {
    const content = JSON.parse(readFileSync(file, "utf8")) as Partial<LockContent>;
    return typeof content.pid === "number" && typeof content.hostname === "string"
      ? (content as LockContent)
      : undefined;
  } catch {
    return undefined;
  }
}
