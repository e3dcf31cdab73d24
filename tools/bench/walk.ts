import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { Context } from "../../cli/context.ts";
import { newVersion, toProd } from "../../cli/sandbox/acts.ts";
import { bringUp } from "../../cli/sandbox/bring-up.ts";
import { promoteFirst } from "../../cli/sandbox/first-promotion.ts";
import { silent } from "../../progress/progress.ts";
import { findOfficialKargo } from "../../sandbox/kargo/official/find.ts";
import { removeState } from "../../sandbox/stop-sandbox.ts";
import { cacheFolder } from "../../sandbox/toolchain/cache.ts";
import { median, ratio } from "./measure.ts";

/** A commit from its source to prod in the sandbox: compiled, found, promoted, verified, merged, deployed. */
export async function walk(): Promise<void> {
  const { signal } = new AbortController();
  const standIn = await timed("stand-in");
  const official = await findOfficialKargo({ cache: cacheFolder(process.env), env: process.env, signal });
  if ("why" in official) {
    console.log(`  Kargo's own programs were not measured: ${official.why}\n`);
    return;
  }
  ratio("a commit to prod, Kargo's own programs against the stand-in", await timed("official"), standIn);
}

async function timed(kargo: "official" | "stand-in"): Promise<number> {
  const state = mkdtempSync(path.join(tmpdir(), "slipway-bench-walk-"));
  const context = new Context([], silent, new AbortController().signal);
  try {
    const sandbox = await bringUp(context, state, { kargo });
    await promoteFirst(context, sandbox);
    const stage = { context, state, sandbox };
    const name = kargo === "official" ? "Kargo's own programs" : "the stand-in";
    const staging = await median(`commit to a verified staging, ${name}`, 1, () => newVersion(stage));
    const prod = await median(`staging to prod through a pull request, ${name}`, 1, () => toProd(stage));
    return staging + prod;
  } finally {
    await removeState(state, silent);
  }
}
