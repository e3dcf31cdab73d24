/**
 * `npm run bench`: what costs how much, as ratios within one run: seconds differ from machine to machine and from hour to
 * hour, and no test asserts any. Each figure is the median of several runs.
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { goserver } from "../apps/goserver/pipeline.ts";
import { check } from "../model/check.ts";
import { compile } from "../model/compile.ts";
import type { Pipeline } from "../model/definition.ts";
import { defaultSettings } from "../model/settings.ts";
import { root, run } from "./run.ts";

async function median(name: string, runs: number, work: () => Promise<unknown> | unknown): Promise<number> {
  const times: number[] = [];
  for (let index = 0; index < runs; index += 1) {
    const started = performance.now();
    await work();
    times.push((performance.now() - started) / 1000);
  }
  const seconds = times.sort((a, b) => a - b)[Math.floor(runs / 2)] ?? 0;
  console.log(`${name.padEnd(52)} ${seconds < 1 ? `${(seconds * 1000).toFixed(1)} ms` : `${seconds.toFixed(1)} s`}`);
  return seconds;
}

function ratio(what: string, a: number, b: number): void {
  console.log(`  → ${what}: ${(a / b).toFixed(2)}\n`);
}

/** The sample with as many environments in a row as asked. */
function chain(length: number): Pipeline {
  const names = Array.from({ length }, (_, index) => `e${index}`);
  const stages = names.map((name, index) => [
    name,
    { from: index === 0 ? goserver.stages.dev?.from : names[index - 1] },
  ]);
  const overlays = names.map((name) => [name, `apps/goserver/k8s/${name}`]);
  return {
    ...goserver,
    promotionTemplate: { ...goserver.promotionTemplate, overlays: Object.fromEntries(overlays) } as NonNullable<
      Pipeline["promotionTemplate"]
    >,
    stages: Object.fromEntries(stages),
  };
}

async function slipway(...args: string[]): Promise<void> {
  const { code, output } = await run("node", [path.join(root, "cli/slipway.ts"), ...args], { quiet: true });
  if (code !== 0) throw new Error(`slipway ${args.join(" ")} ended with ${code}:\n${output}`);
}

const few = chain(20);
const many = chain(200);
const small = await median("check + compile, 20 Stages", 15, () => void compile(few, defaultSettings));
const large = await median("check + compile, 200 Stages", 15, () => void compile(many, defaultSettings));
ratio("200 Stages cost this many times 20", large, small);
const checked = await median("check alone, 200 Stages", 15, () => void check(many, defaultSettings));
ratio("share of the check", checked, large);

const node = await median("node with an empty program", 5, () => run("node", ["-e", ""], { quiet: true }));
const demo = await median("npm run demo, without npm", 5, () => slipway("demo"));
ratio("demo against an empty node", demo, node);

const folder = mkdtempSync(path.join(tmpdir(), "slipway-bench-"));
const state = path.join(folder, "state");
try {
  await slipway("sandbox", "up", "--state", state);
  const second = await median("sandbox up, everything running", 3, () => slipway("sandbox", "up", "--state", state));
  const stopped = await median("sandbox down", 1, () => slipway("sandbox", "down", "--state", state));
  const cycle = await median("sandbox up after down, and down again", 3, async () => {
    await slipway("sandbox", "up", "--state", state);
    await slipway("sandbox", "down", "--state", state);
  });
  const warm = cycle - stopped;
  console.log(`  → warm start to Argo CD Healthy: ${warm.toFixed(1)} s`);
  ratio("warm start against an up of a running sandbox", warm, second);
  rmSync(state, { recursive: true, force: true });
  const fresh = await median("sandbox up from an empty state, programs cached", 1, () =>
    slipway("sandbox", "up", "--state", state),
  );
  ratio("empty state against warm start", fresh, warm);
} finally {
  await slipway("sandbox", "down", "--state", state);
  rmSync(folder, { recursive: true, force: true });
}
