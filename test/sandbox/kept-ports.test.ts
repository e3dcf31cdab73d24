import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { keepPort, releasePorts } from "../../sandbox/kept-ports.ts";
import { freePorts } from "../../sandbox/ports.ts";

const scratch = mkdtempSync(join(tmpdir(), "slipway-kept-ports-"));
afterAll(() => rmSync(scratch, { recursive: true }));
let count = 0;
const fresh = () => join(scratch, `kept-${count++}`);

test("a port is kept for one holder until that is gone", () => {
  const folder = fresh();
  const holder = fresh();
  mkdirSync(holder);
  expect([keepPort(4000, holder, folder), keepPort(4001, holder, folder)]).toEqual([true, true]);
  expect([keepPort(4000, holder, folder), keepPort(4000, scratch, folder)]).toEqual([false, false]);
  rmSync(holder, { recursive: true });
  expect([keepPort(4000, scratch, folder), keepPort(4000, scratch, folder)]).toEqual([true, false]);
});

test("a port is given back by its holder alone, one or all", () => {
  const folder = fresh();
  for (const port of [4000, 4001, 4002]) keepPort(port, scratch, folder);
  const free = () => [4000, 4001, 4002].map((port) => keepPort(port, scratch, folder));
  releasePorts("/somebody/else", undefined, folder);
  releasePorts("/somebody/else", [4000], folder);
  expect(free()).toEqual([false, false, false]);
  releasePorts(scratch, [4001, 4003], folder);
  expect(free()).toEqual([false, true, false]);
  releasePorts(scratch, undefined, folder);
  expect(free()).toEqual([true, true, true]);
});

test("where nothing can be kept every port counts as free, and giving back is nothing", () => {
  const file = fresh();
  writeFileSync(file, "");
  expect([keepPort(4000, scratch, file), keepPort(4000, scratch, file)]).toEqual([true, true]);
  releasePorts(scratch, undefined, file);
  releasePorts(scratch, undefined, fresh());
});

test("nobody is given a port that was chosen a moment ago and isn't listened on yet", async () => {
  const [port = 0] = await freePorts(1, new Set());
  try {
    expect(keepPort(port, scratch)).toBe(false);
  } finally {
    releasePorts(`/proc/${process.pid}`, [port]);
  }
  expect(keepPort(port, scratch)).toBe(true);
  releasePorts(scratch, [port]);
});
