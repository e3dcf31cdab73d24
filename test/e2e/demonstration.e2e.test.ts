import { cpSync, existsSync, mkdtempSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { root, slipway, slipwayOf } from "../support/command.ts";

const folder = mkdtempSync(join(tmpdir(), "slipway-demonstration-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test("the demonstration tells the whole story, ends with 0 and leaves nothing with --once", async () => {
  const state = join(folder, "once");
  const { code, output } = await slipway("sandbox", "--once", "--state", state).ended;
  expect(code, output).toBe(0);
  expect(output.match(/never promoted/g)?.length, output).toBe(3);
  expect(output).toMatch(/Rolled out to dev \d+\.\d s after the commit\./);
  expect(output).toMatch(/was scaled from 1 to 5 by hand; Argo CD put it back in \d+\.\d s\./);
  expect(output.slice(output.indexOf("5. What is where")).match(/ Synced +Healthy /g)?.length, output).toBe(3);
  expect(output).toContain("Pods with an image of the sandbox's registry run");
  expect(output).toMatch(/A stand-in does what Kargo's controller and webhooks do|Kargo's own programs run/);
  expect(existsSync(state)).toBe(false);
});

test("two sandboxes of two clones at once don't touch each other", async () => {
  const clone = join(folder, "clone");
  for (const entry of [
    "apps",
    "cli",
    "components",
    "config",
    "engine",
    "index.ts",
    "model",
    "package.json",
    "policies",
    "progress",
    "provider",
    "sandbox",
    "stacks",
    "start.js",
    "Pulumi.yaml",
  ]) {
    cpSync(join(root, entry), join(clone, entry), { recursive: true });
  }
  symlinkSync(join(root, "node_modules"), join(clone, "node_modules"));
  const sides = [
    { clone: root, state: join(folder, "first") },
    { clone, state: join(clone, ".slipway") },
  ] as const;
  const run = (side: (typeof sides)[number], verb: string) =>
    slipwayOf(side.clone, "sandbox", verb, "--state", side.state).ended;
  const [first, second] = await Promise.all(sides.map((side) => run(side, "up")));
  try {
    expect(first?.code, first?.output).toBe(0);
    expect(second?.code, second?.output).toBe(0);
    const stopped = await run(sides[0], "down");
    expect(stopped.code, stopped.output).toBe(0);
    const status = await run(sides[1], "status");
    expect(status.code, status.output).toBe(0);
    expect(status.output.match(/ Synced +Healthy /g)?.length, status.output).toBe(3);
  } finally {
    for (const side of sides) await run(side, "down");
  }
});
