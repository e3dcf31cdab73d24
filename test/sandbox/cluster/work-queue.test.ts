import { setTimeout as sleep } from "node:timers/promises";
import { expect, test, vi } from "vitest";
import { WorkQueue } from "../../../sandbox/cluster/work-queue.ts";

test("one key runs once at a time, and once more when it came up meanwhile", async () => {
  const events: string[] = [];
  const queue = new WorkQueue(async (key) => {
    events.push(`${key} starts`);
    await sleep(10);
    events.push(`${key} done`);
  });
  for (let count = 0; count < 5; count += 1) queue.add("a");
  // However long a busy machine takes for them; then as long again, in which there are no more.
  await vi.waitFor(() => expect(events).toHaveLength(4), 30_000);
  await sleep(30);
  expect(events).toEqual(["a starts", "a done", "a starts", "a done"]);
});

test("different keys run beside each other", async () => {
  const events: string[] = [];
  const queue = new WorkQueue(async (key) => {
    events.push(`${key} starts`);
    await sleep(10);
    events.push(`${key} done`);
  });
  queue.add("a");
  queue.add("b");
  await vi.waitFor(() => expect(events).toHaveLength(4), 30_000);
  expect(events).toEqual(["a starts", "b starts", "a done", "b done"]);
});
