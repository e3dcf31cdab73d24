import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { goserver } from "../../apps/goserver/pipeline.ts";
import { stackRuns } from "../../cli/sandbox/stacks.ts";
import { Engine } from "../../engine/engine.ts";
import { findKubernetesPlugin } from "../../engine/kubernetes-plugin.ts";
import { buildPolicyPack } from "../../engine/policy-pack.ts";
import { packConfig } from "../../model/compile/pack-config.ts";
import { compile } from "../../model/compile.ts";
import { defaultSettings } from "../../model/settings.ts";
import { silent } from "../../progress/progress.ts";
import type { SandboxFile } from "../../sandbox/state.ts";
import { cacheFolder, cacheFolders } from "../../sandbox/toolchain/cache.ts";
import { openToolchain } from "../../sandbox/toolchain/toolchain.ts";
import { root } from "../run.ts";
import { line, middle, ratio } from "./measure.ts";

/** Nobody listens there: a preview of what was never brought up asks no cluster. */
const nowhere = `apiVersion: v1
kind: Config
current-context: nowhere
contexts: [{name: nowhere, context: {cluster: nowhere, user: nobody}}]
clusters: [{name: nowhere, cluster: {server: "https://127.0.0.1:9"}}]
users: [{name: nobody, user: {token: none}}]
`;

/** What the policy pack costs: a preview of the sample's prod with it and without, turn by turn, so that both meet the same. */
export async function guards(): Promise<void> {
  const folder = mkdtempSync(path.join(tmpdir(), "slipway-bench-"));
  const cache = cacheFolder(process.env);
  const toolchain = openToolchain({ cache, progress: silent, env: process.env });
  try {
    const compiled = [compile(goserver, defaultSettings)];
    const kubeconfig = path.join(folder, "kubeconfig");
    writeFileSync(kubeconfig, nowhere);
    const file = { kubeconfig, git: { user: "slipway", password: "bench" } } as SandboxFile;
    const run = stackRuns(file, compiled, {}).find(({ name }) => name === "prod");
    if (run === undefined) throw new Error("goserver has no environment prod");
    const standIn = path.join(root, "provider", "bin");
    const plugin = await findKubernetesPlugin({ standIn, cache: cacheFolders(cache).plugins });
    const pulumi = await toolchain.get("pulumi");
    const packs = [{ folder: await buildPolicyPack(), config: packConfig(compiled) }];
    const engineIn = (name: string, policyPacks: typeof packs) => {
      const home = path.join(folder, name);
      mkdirSync(path.join(home, "state"), { recursive: true });
      return new Engine({
        pulumi,
        home: path.join(home, "home"),
        backend: pathToFileURL(path.join(home, "state")).href,
        workDir: path.join(home, "work"),
        passphrase: "bench",
        plugins: [plugin.folder],
        policyPacks,
        env: { SLIPWAY_NODE: process.execPath, NODE_COMPILE_CACHE: cacheFolders(cache).compiled },
        progress: silent,
      });
    };
    const engines = { without: engineIn("without", []), with: engineIn("with", packs) };
    const seconds: Record<keyof typeof engines, number[]> = { without: [], with: [] };
    for (let turn = 0; turn < 6; turn += 1)
      for (const name of ["without", "with"] as const) {
        const began = performance.now();
        await engines[name].preview(run);
        // the first of each makes its stack and fills caches
        if (turn > 0) seconds[name].push((performance.now() - began) / 1000);
      }
    const [bare, judged] = [middle(seconds.without), middle(seconds.with)];
    line("preview of goserver's prod, no policy pack", bare);
    line("the same, judged by the policy pack", judged);
    ratio("the policy pack's share of the preview", judged - bare, judged);
  } finally {
    await toolchain.idle();
    rmSync(folder, { recursive: true, force: true });
  }
}
