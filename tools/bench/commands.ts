import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { root, run } from "../run.ts";
import { median, ratio } from "./measure.ts";

/** The commands a person waits for: the demo, and the sandbox cold, warm and running. */
export async function commands(): Promise<void> {
  const node = await median("node with an empty program", 5, () => run("node", ["-e", ""], { quiet: true }));
  const demo = await median("npm run demo, without npm", 5, () => slipway("demo"));
  ratio("demo against an empty node", demo, node);
}

export async function sandbox(): Promise<void> {
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
}

async function slipway(...args: string[]): Promise<void> {
  const { code, output } = await run("node", [path.join(root, "cli/slipway.ts"), ...args], { quiet: true });
  if (code !== 0) throw new Error(`slipway ${args.join(" ")} ended with ${code}:\n${output}`);
}
