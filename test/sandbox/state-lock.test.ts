import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, expect, test } from "vitest";
import { identify } from "../../sandbox/process-identity.ts";
import { withStateLock } from "../../sandbox/state-lock.ts";

const folder = mkdtempSync(join(tmpdir(), "slipway-lock-"));
afterAll(() => rmSync(folder, { recursive: true }));

test("two pieces of work on one state run one after the other", async () => {
  const lock = join(folder, "one");
  const events: string[] = [];
  const work = (name: string) => async () => {
    events.push(`${name} starts`);
    await sleep(20);
    events.push(`${name} done`);
  };
  await Promise.all([withStateLock(lock, work("a")), withStateLock(lock, work("b"))]);
  expect(events).toEqual(["a starts", "a done", "b starts", "b done"]);
  expect(existsSync(lock)).toBe(false);
});

test.each([
  ["a process that is gone", { pid: 4_194_303, startTime: "1" }],
  ["an earlier process with the same pid", { pid: process.pid, startTime: "1" }],
])("the lock of %s is taken over", async (_, holder) => {
  const lock = join(folder, "dead");
  writeFileSync(lock, JSON.stringify(holder));
  expect(await withStateLock(lock, async () => "done")).toBe("done");
});

test("a living holder is named when it does not let go in time", async () => {
  const lock = join(folder, "held");
  writeFileSync(lock, JSON.stringify(identify(process.pid)));
  await expect(withStateLock(lock, async () => "never", 50)).rejects.toThrow(
    `another Slipway command (pid ${process.pid}) is starting or stopping the sandbox (lock ${lock}). Wait until it is done, or end it`,
  );
});

test("work that fails lets go of the lock", async () => {
  const lock = join(folder, "failing");
  await expect(withStateLock(lock, () => Promise.reject(new Error("no")))).rejects.toThrow("no");
  expect(existsSync(lock)).toBe(false);
});
