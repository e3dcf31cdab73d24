import { randomBytes } from "node:crypto";
import { linkSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { writeFileAtomic } from "../atomic-file.ts";
import { identify, isSame, type ProcessIdentity } from "../process-identity.ts";

/** Who holds a lock. */
export interface LockHolder extends ProcessIdentity {
  /** The clone it runs in, for messages. */
  readonly folder: string;
}

/** A lock that is held until `release`, or until this process is dead. */
export interface Lock {
  release(): void;
}

interface Entry extends LockHolder {
  readonly released?: true;
}

/**
 * Takes a lock that processes of several clones share, or tells who has it.
 *
 * The lock is a folder with numbered entries of which the highest counts; a new holder makes the next one, by link,
 * which only one of several can do. The highest entry is never removed, only marked as released: that is what keeps
 * two processes that find the same dead holder from both taking over.
 *
 * @param folder where the entries live; created when missing
 * @param clone told to those that have to wait
 * @returns the lock, or its living holder
 */
export function tryLock(folder: string, clone: string): Lock | LockHolder {
  const self = identify(process.pid);
  if (!self) throw new Error("this process cannot be identified");
  mkdirSync(folder, { recursive: true });
  const mine: Entry = { ...self, folder: clone };
  const ticket = join(folder, `ticket-${self.pid}-${randomBytes(4).toString("hex")}`);
  writeFileSync(ticket, JSON.stringify(mine));
  try {
    for (;;) {
      const highest = highestEntry(folder);
      const holder = highest === undefined ? undefined : living(folder, highest);
      if (holder) return holder;
      const number = (highest ?? 0) + 1;
      if (!linked(ticket, entryPath(folder, number))) continue;
      // Someone quicker may have passed this number, and removed it, between the look and the link.
      if (highestEntry(folder) !== number) {
        rmSync(entryPath(folder, number), { force: true });
        continue;
      }
      removeBelow(folder, number);
      return { release: () => writeFileAtomic(entryPath(folder, number), JSON.stringify({ ...mine, released: true })) };
    }
  } finally {
    rmSync(ticket, { force: true });
  }
}

/** The living process that holds the lock, if there is one. Takes nothing. */
export function lockHolder(folder: string): LockHolder | undefined {
  const highest = highestEntry(folder);
  return highest === undefined ? undefined : living(folder, highest);
}

/** Whether `tryLock` gave the lock, not its holder. */
export function isLock(answer: Lock | LockHolder): answer is Lock {
  return "release" in answer;
}

function entryPath(folder: string, number: number): string {
  return join(folder, `${number}.json`);
}

function entries(folder: string): number[] {
  let names: string[];
  try {
    names = readdirSync(folder);
  } catch {
    return [];
  }
  return names.flatMap((name) => (/^\d+\.json$/.test(name) ? [Number.parseInt(name, 10)] : []));
}

function highestEntry(folder: string): number | undefined {
  return entries(folder).sort((a, b) => b - a)[0];
}

function living(folder: string, number: number): LockHolder | undefined {
  let entry: Entry;
  try {
    entry = JSON.parse(readFileSync(entryPath(folder, number), "utf8")) as Entry;
  } catch {
    // Entries appear whole; one that can't be read was removed since, or damaged by a crash of the machine.
    return undefined;
  }
  const { pid, startTime, folder: clone } = entry;
  return !entry.released && isSame({ pid, startTime }) ? { pid, startTime, folder: clone } : undefined;
}

function removeBelow(folder: string, number: number): void {
  for (const lower of entries(folder)) if (lower < number) rmSync(entryPath(folder, lower), { force: true });
}

function linked(from: string, to: string): boolean {
  try {
    linkSync(from, to);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EEXIST") return false;
    throw error;
  }
}
