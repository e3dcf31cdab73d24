import { once } from "node:events";
import { removeState, stopSandbox } from "../../sandbox/stop-sandbox.ts";
import type { Context } from "../context.ts";
import { type BringUpOptions, bringUp, type RunningSandbox } from "./bring-up.ts";
import { branchHeads, promoteFirst, waitDeployed } from "./first-promotion.ts";
import { editByHand } from "./hand-edit.ts";
import { kargoFollows } from "./kargo-follows.ts";
import { currentTable } from "./table.ts";
import { stateFlag } from "./verbs.ts";
import { whereToLook } from "./where.ts";

/**
 * The whole run, told as it happens. Ends at Ctrl-C, with the processes stopped and the state kept; with `once` it ends
 * by itself and removes the state too.
 */
export async function demonstration(
  context: Context,
  state: string,
  endAtOnce: boolean,
  options: BringUpOptions = {},
): Promise<number> {
  try {
    await play(context, state, options);
    if (endAtOnce) return 0;
    context.print("\nUp until Ctrl-C.");
    await once(context.signal, "abort");
    return 0;
  } finally {
    if (endAtOnce) await removeState(state, context.progress);
    else await stopSandbox(state, context.progress);
  }
}

async function play(context: Context, state: string, options: BringUpOptions): Promise<void> {
  const say = (text: string) => context.print(text);

  context.title("1. The cluster, and one pulumi up per stack");
  const sandbox = await bringUp(context, state, options);
  say(`\n${await currentTable(sandbox.cluster, sandbox.compiled)}`);

  context.title("2. First promotions: Kargo commits, Argo CD deploys each environment from its branch");
  await promoteFirst(context, sandbox);
  say(`\n${await currentTable(sandbox.cluster, sandbox.compiled)}`);

  context.title("3. A new version");
  await newVersion(context, sandbox);

  context.title("4. A change by hand");
  const dev = firstTarget(sandbox);
  const edit = await editByHand(sandbox.cluster, dev.applicationName, dev.placeholderImage, 60, context.signal);
  say(
    `Deployment ${dev.applicationName}/${dev.placeholderImage} was scaled from ${edit.before} to ${edit.edited} by hand; ` +
      `Argo CD put it back in ${edit.seconds.toFixed(1)} s.`,
  );
  await waitDeployed(context, sandbox, await branchHeads(sandbox));

  context.title("5. What is where");
  say(await currentTable(sandbox.cluster, sandbox.compiled));
  say(`\n${whereToLook(context, sandbox.file, stateFlag(context, state))}`);
}

async function newVersion(context: Context, sandbox: RunningSandbox): Promise<void> {
  const version = nextMinor(sandbox.newest.version);
  const release = await sandbox.source.release(version, `Hello from goserver ${version}`);
  context.print(`commit ${release.commit.slice(0, 12)} on main, image ${release.image}`);
  const started = Date.now();
  const stages = await kargoFollows(context, sandbox, release.commit);
  context.print(`In ${stages.join(", ")} ${((Date.now() - started) / 1000).toFixed(1)} s after its image was pushed.`);
}

function firstTarget({ compiled }: RunningSandbox) {
  const target = compiled.environments[0]?.targets[0];
  if (target === undefined) throw new Error(`${compiled.app} has no environment`);
  return target;
}

function nextMinor(version: string): string {
  const [major = "0", minor = "0"] = version.split(".");
  return `${major}.${Number(minor) + 1}.0`;
}
