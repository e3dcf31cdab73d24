import { KubeConfig } from "@kubernetes/client-node";
import { sandboxStatus } from "../../sandbox/sandbox-status.ts";
import { readSandboxFile } from "../../sandbox/state.ts";
import { removeState, stopSandbox } from "../../sandbox/stop-sandbox.ts";
import { cacheFolder, cleanCache } from "../../sandbox/toolchain/cache.ts";
import type { Context } from "../context.ts";
import { type BringUpOptions, bringUp } from "./bring-up.ts";
import { chooseApp, chosenPipeline } from "./chosen-app.ts";
import { defaultState } from "./default-state.ts";
import { promoteFirst } from "./first-promotion.ts";
import { compileForSandbox, sandboxMirrors } from "./pipelines.ts";
import { currentTable } from "./table.ts";
import { whereToLook } from "./where.ts";

/** The option that leads a later command to the same sandbox; empty for the default folder. */
export function stateFlag(context: Context, state: string): string {
  return state === defaultState(context) ? "" : ` --state ${state}`;
}

export async function up(context: Context, state: string, options: BringUpOptions): Promise<number> {
  const sandbox = await bringUp(context, state, options);
  await promoteFirst(context, sandbox);
  context.print(`\n${await currentTable(sandbox.cluster, sandbox.compiled)}\n`);
  context.print(whereToLook(context, sandbox.file, stateFlag(context, state)));
  return 0;
}

/** Exit code 0 when every process runs and is healthy, 1 otherwise. */
export async function status(context: Context, state: string): Promise<number> {
  const { ready, processes } = await sandboxStatus(state);
  const width = Math.max(...processes.map(({ name }) => name.length));
  for (const { name, state: how, pid, port, uptime, why } of processes) {
    const facts = [pid && `pid ${pid}`, port && `port ${port}`, uptime !== undefined && `up ${uptime} s`, why].filter(
      Boolean,
    );
    context.print(`${name.padEnd(width)}  ${how.padEnd(9)}  ${facts.join(", ")}`.trimEnd());
  }
  const file = readSandboxFile(state);
  if (file === undefined || !ready) {
    context.print(
      `\nThe sandbox is ${file === undefined ? "not up" : "not whole"}: ${context.commandLine("sandbox", `up${stateFlag(context, state)}`)}`,
    );
    return 1;
  }
  const pipelines = [await chosenPipeline(await chooseApp(context, state, {}))];
  const [compiled] = compileForSandbox(pipelines, sandboxMirrors(pipelines, file));
  const cluster = new KubeConfig();
  cluster.loadFromFile(file.kubeconfig);
  if (compiled !== undefined) context.print(`\n${await currentTable(cluster, compiled)}`);
  return 0;
}

export async function down(context: Context, state: string): Promise<number> {
  await stopSandbox(state, context.progress);
  context.print(`Stopped. ${state} is kept: the next up goes on from it. To be rid of it, delete the folder.`);
  return 0;
}

/** Removes the state and every program that was built; the next start compiles them again. */
export async function clean(context: Context, state: string): Promise<number> {
  const cache = cacheFolder(process.env);
  await removeState(state, context.progress);
  await cleanCache(cache);
  context.print(`Removed ${state} and ${cache}.`);
  return 0;
}
