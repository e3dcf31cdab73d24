import { mkdir, writeFile } from "node:fs/promises";
import path from "node:path";
import { KubeConfig } from "@kubernetes/client-node";
import type { Engine } from "../../engine/engine.ts";
import type { RunResult, StackRun } from "../../engine/stack-run.ts";
import type { Compiled } from "../../model/compile.ts";
import type { Pipeline } from "../../model/definition.ts";
import type { KargoWish } from "../../sandbox/kargo/official/choose.ts";
import { preflight } from "../../sandbox/preflight.ts";
import type { Release } from "../../sandbox/seed/publish-commit.ts";
import { startSandbox } from "../../sandbox/start-sandbox.ts";
import type { SandboxFile } from "../../sandbox/state.ts";
import { cacheFolder } from "../../sandbox/toolchain/cache.ts";
import { programs } from "../../sandbox/toolchain/programs.ts";
import { openToolchain } from "../../sandbox/toolchain/toolchain.ts";
import type { Context } from "../context.ts";
import { type AppOptions, appFile, chooseApp, chosenPipeline } from "./chosen-app.ts";
import { compileForSandbox, sandboxMirrors } from "./pipelines.ts";
import { Source } from "./source.ts";
import { sandboxEngine, stackRuns } from "./stacks.ts";

/** A sandbox that is up: its processes, its stacks, and the app's source in it. */
export interface RunningSandbox {
  readonly file: SandboxFile;
  readonly cluster: KubeConfig;
  readonly engine: Engine;
  readonly stacks: readonly StackRun[];
  readonly pipeline: Pipeline;
  readonly compiled: Compiled;
  readonly source: Source;
  readonly results: readonly RunResult[];
  /** The image of the newest commit on main. */
  readonly newest: Release;
}

export interface BringUpOptions extends AppOptions {
  /** Which Kargo. Default: its own programs where they can be had, else the stand-in. */
  readonly kargo?: KargoWish;
}

/** Everything up to where each environment has its stack: surroundings, processes, the app's repository, the stacks. */
export async function bringUp(context: Context, state: string, options: BringUpOptions = {}): Promise<RunningSandbox> {
  const { progress, signal } = context;
  const cache = cacheFolder(process.env);
  await preflight({ cache, state, env: process.env });
  const chosen = await chooseApp(context, state, options);
  const pipeline = await chosenPipeline(chosen);

  const toolchain = openToolchain({ cache, progress, env: process.env, signal });
  // Asked for all at once: what is missing is then built in the order in which the sandbox can use it.
  for (const { name, onRequest } of programs) if (!onRequest) toolchain.get(name).catch(() => {});
  const file = await startSandbox({
    ...{ state, toolchain, progress, signal },
    kargo: { wish: options.kargo ?? "auto", cache, env: process.env },
  });
  await writeFile(appFile(file.state), `${JSON.stringify(chosen, undefined, 2)}\n`);
  const mirrors = sandboxMirrors([pipeline], file);
  const [compiled] = compileForSandbox([pipeline], mirrors);
  if (compiled === undefined) throw new Error("nothing was compiled");

  const tmp = path.join(file.state, "tmp");
  await mkdir(tmp, { recursive: true });
  const source = await Source.open({ context, file, chosen, pipeline, cache, tmp });
  const stacks = stackRuns(file, [compiled], mirrors, chosen.apps);
  const up = async () => {
    const engine = await sandboxEngine(context, file.state, { pulumi: await toolchain.get("pulumi"), cache }, [
      compiled,
    ]);
    return { engine, results: await engine.upAll(stacks) };
  };
  const ci = async () => {
    await source.seed();
    return source.publish();
  };
  const [{ engine, results }, newest] = await Promise.all([up(), ci()]);
  await toolchain.idle();

  const cluster = new KubeConfig();
  cluster.loadFromFile(file.kubeconfig);
  return { file, cluster, engine, stacks, pipeline, compiled, source, results, newest };
}
