import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { ProcessFacts } from "../../engine/process-facts.ts";
import { holderOf, isStale, readLocks, removeLock, type StackLock } from "../../engine/stack-lock.ts";

const content = { pid: 4711, username: "ann", hostname: "build-1", timestamp: "2026-11-21T12:00:00.000Z" };
const lock: StackLock = { file: "/nowhere.json", content };

function observer(process: ProcessFacts | undefined, hostname = "build-1") {
  return { hostname, process: () => process };
}

describe("a lock is stale", () => {
  const pulumi = { command: "/cache/pulumi up --yes", startedAt: new Date("2026-11-21T11:59:59Z") };
  test.each([
    ["when its process is gone", observer(undefined), true],
    [
      "when its pid went to a process younger than the lock",
      observer({ ...pulumi, startedAt: new Date("2026-11-21T12:00:05Z") }),
      true,
    ],
    ["when its pid went to another program", observer({ ...pulumi, command: "vim notes" }), true],
    ["but not while the engine that took it runs", observer(pulumi), false],
    ["but not when it was taken on another machine, whatever runs here", observer(undefined, "laptop"), false],
  ])("%s", (_, who, stale) => {
    expect(isStale(lock, who)).toBe(stale);
  });

  test("when it can't be read: the backend only writes whole files", () => {
    expect(isStale({ file: "/nowhere.json", content: undefined }, observer(undefined))).toBe(true);
  });
});

test("a holder is told by process, user, machine and time", () => {
  expect(holderOf(lock)).toBe("pid 4711 of ann on build-1, since 2026-11-21T12:00:00.000Z");
});

describe("on disk", () => {
  let backend: string;
  beforeEach(() => {
    backend = mkdtempSync(join(tmpdir(), "slipway-lock-"));
  });
  afterEach(() => rmSync(backend, { recursive: true }));

  test("locks of one stack are found, oldest first, and can be taken away", () => {
    const folder = join(backend, ".pulumi/locks/organization/slipway/dev");
    mkdirSync(folder, { recursive: true });
    mkdirSync(join(folder, "../prod"));
    writeFileSync(join(folder, "a.json"), JSON.stringify(content));
    writeFileSync(join(folder, "b.json"), JSON.stringify({ ...content, timestamp: "2026-11-21T11:00:00.000Z" }));
    writeFileSync(join(folder, "../prod/c.json"), JSON.stringify(content));
    writeFileSync(join(folder, "d.json"), "{");
    const locks = readLocks(backend, "slipway", "dev");
    expect(locks.map((each) => [each.file, each.content?.timestamp])).toEqual([
      [join(folder, "d.json"), undefined],
      [join(folder, "b.json"), "2026-11-21T11:00:00.000Z"],
      [join(folder, "a.json"), "2026-11-21T12:00:00.000Z"],
    ]);
    locks.forEach(removeLock);
    locks.forEach(removeLock);
    expect(readdirSync(folder)).toEqual([]);
  });

  test("a stack that was never run has none", () => {
    expect(readLocks(backend, "slipway", "dev")).toEqual([]);
  });
});
