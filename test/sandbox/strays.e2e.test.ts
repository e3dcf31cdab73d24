import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test, vi } from "vitest";
import { stateMarker } from "../../sandbox/environment.ts";
import { identify, isSame } from "../../sandbox/process-identity.ts";
import { stopSandbox } from "../../sandbox/stop-sandbox.ts";
import { endProcesses, markedProcesses, strays } from "../../sandbox/strays.ts";

const state = mkdtempSync(join(tmpdir(), "slipway-strays-"));
afterAll(() => rmSync(state, { recursive: true, force: true, maxRetries: 5 }));

/** A shell with a child of its own, both with the mark of a state folder. */
async function family(mark: string, script = "sleep 600 & echo up; wait") {
  const env = { PATH: process.env["PATH"], [stateMarker]: mark };
  const shell = spawn("sh", ["-c", script], { env, stdio: ["ignore", "pipe", "ignore"], detached: true });
  await once(shell.stdout, "data");
  const identity = identify(shell.pid ?? 0);
  if (!identity) throw new Error("the shell is gone");
  return identity;
}

test("marked processes are found with their children, and those of a folder with a longer name are not", async () => {
  const longer = await family(`${state}-2`);
  const shell = await family(state);
  // The shell's child has no environment for the moment in which it becomes `sleep`.
  const found = await vi.waitFor(() => {
    const both = markedProcesses(state);
    expect([both.length, both.some(({ pid }) => pid === shell.pid)]).toEqual([2, true]);
    return both;
  }, 60_000);
  expect(strays(found, [shell])).toEqual([]);
  expect(strays(found, [])).toEqual(found);
  await stopSandbox(state);
  expect([markedProcesses(state), isSame(longer)]).toEqual([[], true]);
  await endProcesses(markedProcesses(`${state}-2`));
});

test("a process that ignores TERM is ended by KILL after 5 s", async () => {
  const shell = await family(state, "trap '' TERM; echo up; while :; do sleep 0.2; done");
  const begin = Date.now();
  await endProcesses([shell]);
  expect(isSame(shell)).toBe(false);
  expect(Date.now() - begin).toBeGreaterThanOrEqual(5_000);
  await endProcesses(markedProcesses(state));
});
