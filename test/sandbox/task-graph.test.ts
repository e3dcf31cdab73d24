import { setTimeout as sleep } from "node:timers/promises";
import { expect, test } from "vitest";
import { runTasks, type Task } from "../../sandbox/task-graph.ts";

const never = new AbortController().signal;

test("a task starts when all that it needs is done, and not before", async () => {
  const events: string[] = [];
  const task = (name: string, needs: string[], wait: number): Task => ({
    needs,
    run: async () => {
      events.push(`${name} starts`);
      await sleep(wait);
      events.push(`${name} done`);
    },
  });
  await runTasks({ c: task("c", ["a", "b"], 0), a: task("a", [], 1), b: task("b", [], 30) }, never);
  expect(events).toEqual(["a starts", "b starts", "a done", "b done", "c starts", "c done"]);
});

test("the first failure stops the others, and is thrown when they have come to an end", async () => {
  const events: string[] = [];
  const fails: Task = { needs: [], run: () => Promise.reject(new Error("first")) };
  const waits: Task = {
    needs: [],
    run: async (signal) => {
      await sleep(5_000, undefined, { signal }).catch(() => sleep(10));
      events.push("stopped");
      signal.throwIfAborted();
    },
  };
  const after: Task = { needs: ["waits"], run: async () => void events.push("must not run") };
  await expect(runTasks({ waits, after, fails }, never)).rejects.toThrow("first");
  expect(events).toEqual(["stopped"]);
});

test("an aborted signal ends the graph with its reason", async () => {
  const stop = new AbortController();
  const waits: Task = { needs: [], run: (signal) => sleep(5_000, undefined, { signal }) };
  const run = runTasks({ waits }, stop.signal);
  stop.abort(new Error("Ctrl-C"));
  await expect(run).rejects.toThrow("Ctrl-C");
});
