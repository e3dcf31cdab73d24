import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, expect, test, vi } from "vitest";
import { freeLocks } from "../../engine/recovery.ts";
import { UserError } from "../../model/problem.ts";
import { recorder } from "./recorder.ts";

const backend = mkdtempSync(join(tmpdir(), "slipway-recovery-"));
afterEach(() => {
  vi.useRealTimers();
  rmSync(backend, { recursive: true, force: true });
});

test("a stack that stays locked is given up after half a minute, with who holds it", async () => {
  const folder = join(backend, ".pulumi", "locks", "organization", "slipway", "platform");
  mkdirSync(folder, { recursive: true });
  const file = join(folder, "0001.json");
  const lock = { pid: 4711, username: "ann", hostname: "build-1.acme.example", timestamp: "2026-11-22T10:00:00Z" };
  writeFileSync(file, JSON.stringify(lock));
  vi.useFakeTimers({ toFake: ["Date"] });
  const { progress, notes } = recorder();
  const waiting = freeLocks(backend, "slipway", "platform", progress);
  vi.setSystemTime(Date.now() + 30_001);
  const who = "pid 4711 of ann on build-1.acme.example, since 2026-11-22T10:00:00Z";
  await expect(waiting).rejects.toThrow(
    new UserError(
      `stack platform is locked by another run: ${who}. Wait for it to end, or stop it, then run again. ` +
        `If nothing runs there any more, delete ${file}`,
    ),
  );
  expect(notes).toEqual([`stack platform: waiting for another run to end (${who})`]);
});
