import { readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { identify } from "../../../sandbox/process-identity.ts";
import { isLock, type Lock, lockHolder, tryLock } from "../../../sandbox/toolchain/lock.ts";
import { scratch } from "./fake-go.ts";

function take(folder: string): Lock {
  const answer = tryLock(folder, "/clone");
  if (!isLock(answer)) throw new Error(`held by ${JSON.stringify(answer)}`);
  return answer;
}

const self = { ...identify(process.pid), folder: "/clone" };

describe("the cache's lock", () => {
  test("is taken by the first, and its holder told to the second", () => {
    const folder = scratch();
    take(folder);
    expect(tryLock(folder, "/other")).toEqual(self);
    expect(lockHolder(folder)).toEqual(self);
  });

  test("can be taken again once it is released", () => {
    const folder = scratch();
    take(folder).release();
    expect(lockHolder(folder)).toBeUndefined();
    take(folder);
    expect(lockHolder(folder)).toEqual(self);
  });

  test.each([
    ["whose process is gone", { pid: 2 ** 22 + 1, startTime: "1", folder: "/dead" }],
    ["whose pid went to another process", { pid: process.pid, startTime: "another time", folder: "/dead" }],
  ])("is taken over from a holder %s", (_, dead) => {
    const folder = scratch();
    writeFileSync(join(folder, "7.json"), JSON.stringify(dead));
    take(folder);
    expect(lockHolder(folder)).toEqual(self);
    expect(readdirSync(folder)).toEqual(["8.json"]);
  });

  test("is taken over from an entry that a crash of the machine left empty", () => {
    const folder = scratch();
    writeFileSync(join(folder, "1.json"), "");
    take(folder);
    expect(lockHolder(folder)).toEqual(self);
  });

  test("has no holder in a cache that nobody built into yet", () => {
    expect(lockHolder(join(scratch(), "missing"))).toBeUndefined();
  });
});
