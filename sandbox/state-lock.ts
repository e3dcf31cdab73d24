import { randomBytes } from "node:crypto";
import { linkSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { UserError } from "../model/problem.ts";
import { identify, isSame, type ProcessIdentity } from "./process-identity.ts";

/** How long a command waits for another one that is starting or stopping the same sandbox, in milliseconds. */
const patience = 30_000;

/**
 * Runs `work` while no other process starts or stops the same sandbox. A lock whose holder is dead is taken over.
 *
 * @param path the lock file; its folder must exist
 * @throws UserError when a living process holds the lock for longer than `waitMs` (default 30 s)
 */
export async function withStateLock<T>(path: string, work: () => Promise<T>, waitMs = patience): Promise<T> {
  const mine = identify(process.pid);
  if (!mine) throw new Error("this process cannot be identified");
  await acquire(path, mine, waitMs);
  try {
    return await work();
  } finally {
    rmSync(path, { force: true });
  }
}

async function acquire(path: string, mine: ProcessIdentity, waitMs: number): Promise<void> {
  const ticket = `${path}.${randomBytes(6).toString("hex")}`;
  writeFileSync(ticket, JSON.stringify(mine), { mode: 0o600 });
  const deadline = Date.now() + waitMs;
  try {
    // A link is made whole or not at all, so the lock is never seen without its holder's name.
    while (!linked(ticket, path)) {
      const text = readOrUndefined(path);
      if (text === undefined) continue;
      const holder = parse(text);
      if (!holder || !isSame(holder)) {
        removeIfStill(path, text);
        continue;
      }
      if (Date.now() >= deadline) {
        throw new UserError(
          `another Slipway command (pid ${holder.pid}) is starting or stopping the sandbox (lock ${path}). ` +
            "Wait until it is done, or end it",
        );
      }
      await sleep(100);
    }
  } finally {
    rmSync(ticket, { force: true });
  }
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

/** Two processes may find the same dead holder: the slower one must not throw away the quicker one's lock. */
function removeIfStill(path: string, text: string): void {
  const aside = `${path}.${randomBytes(6).toString("hex")}`;
  try {
    renameSync(path, aside);
  } catch {
    return;
  }
  if (readOrUndefined(aside) !== text) linked(aside, path);
  rmSync(aside, { force: true });
}

function readOrUndefined(path: string): string | undefined {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return undefined;
  }
}

function parse(text: string): ProcessIdentity | undefined {
  try {
    return JSON.parse(text) as ProcessIdentity;
  } catch {
    return undefined;
  }
}
