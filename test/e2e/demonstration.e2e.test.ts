import { cpSync, existsSync, mkdtempSync, readdirSync, rmSync, symlinkSync } from "node:fs";
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
  const act = (from: number) => {
    const start = output.indexOf(`── ${from}. `);
    return output.slice(start, output.indexOf(`── ${from + 1}. `) + 1 || undefined);
  };
  const rows = (text: string) =>
    [...text.matchAll(/^(dev|staging|prod) .*$/gm)].map(([row]) => row.replaceAll(/ +/g, " "));
  const commits = (text: string) =>
    [...text.matchAll(/# (\S+)\n\{"version":"(\S+?)","commit":"([0-9a-f]{40})"\}/g)].map(
      ([, service, version, commit]) => ({
        service,
        version,
        commit,
      }),
    );
  const versions = (text: string) => commits(text).map(({ service, version }) => `${service} ${version}`);

  expect(rows(act(2))).toEqual([
    expect.stringMatching(/^dev \S+ 0\.1\.0 \S+ automatic yes Synced Healthy/),
    expect.stringMatching(/^staging \S+ 0\.1\.0 \S+ automatic yes Synced Healthy/),
    expect.stringMatching(/^prod never promoted /),
  ]);
  expect(act(3)).toMatch(
    /Pull request #1 "Promote goserver to prod": http:\S+\. The sandbox merges it, in your place\./,
  );
  expect(versions(act(3))).toEqual([
    "goserver-dev/goserver 0.1.0",
    "goserver-staging/goserver 0.1.0",
    "goserver-prod/goserver 0.1.0",
  ]);
  // All three answer the one commit that was built from main.
  const [, first] = /commit ([0-9a-f]{12}); assembled without Docker/.exec(act(1)) ?? [];
  expect(new Set(commits(act(3)).map(({ commit }) => commit?.slice(0, 12)))).toEqual(new Set([first]));
  expect(act(4)).toMatch(/^In dev, staging \d+\.\d s after its image was pushed\.$/m);
  expect(versions(act(4))).toEqual([
    "goserver-dev/goserver 0.2.0",
    "goserver-staging/goserver 0.2.0",
    "goserver-prod/goserver 0.1.0",
  ]);
  expect(act(5)).toContain('subject "developer" is not permitted to create Promotions for Stage "prod"');
  expect(versions(act(6))).toEqual([
    "goserver-dev/goserver 0.2.0",
    "goserver-staging/goserver 0.2.0",
    "goserver-prod/goserver 0.1.0",
  ]);
  expect(act(6)).toMatch(/Refused: \S+ can't be promoted to prod yet: it isn't verified in staging\./);
  expect(rows(act(6))).toEqual([
    expect.stringMatching(/^dev \S+ 0\.0\.0-bad \S+ automatic not yet Synced Degraded/),
    expect.stringMatching(/^staging \S+ 0\.2\.0 \S+ automatic yes Synced Healthy/),
    expect.stringMatching(/^prod \S+ 0\.1\.0 \S+ slipway-admin yes Synced Healthy/),
  ]);
  expect(act(7)).toMatch(/! Kargo holds auto-promotion of Warehouse\/main into dev from now on/);
  expect(versions(act(7))[0]).toBe("goserver-dev/goserver 0.2.0");
  expect(act(8)).toMatch(/was scaled from 1 to 5 by hand; Argo CD put it back in \d+\.\d s\./);
  expect(rows(act(9)).map((row) => / Synced Healthy/.test(row))).toEqual([true, true, true]);
  expect(act(9)).toMatch(/A stand-in does what Kargo's controller and webhooks do|Kargo's own programs run/);
  expect(existsSync(state)).toBe(false);
});

/** What no command of a clone reads, or what a clone makes for itself. */
const others = new Set([".git", ".slipway", "dist", "node_modules", "test"]);

test("two sandboxes of two clones at once don't touch each other", async () => {
  const clone = join(folder, "clone");
  for (const entry of readdirSync(root).filter((name) => !others.has(name)))
    cpSync(join(root, entry), join(clone, entry), { recursive: true });
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
    expect(status.output.match(/^(?:dev|staging) .* Synced +Healthy/gm)?.length, status.output).toBe(2);
  } finally {
    for (const side of sides) await run(side, "down");
  }
});
