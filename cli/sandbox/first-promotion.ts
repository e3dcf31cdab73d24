import { targetsOf } from "../../model/compile.ts";
import type { Context } from "../context.ts";
import { Applications } from "./applications.ts";
import type { RunningSandbox } from "./bring-up.ts";
import { kargoFollows } from "./kargo-follows.ts";

/** How long Argo CD may take for all environments together, in seconds; seconds are usual. */
const deployBound = 120;

/** Waits until Kargo has brought the newest commit as far as it goes by itself, and Argo CD has deployed what was promoted. */
export async function promoteFirst(context: Context, sandbox: RunningSandbox): Promise<void> {
  await kargoFollows(context, sandbox, sandbox.newest.commit);
  await waitDeployed(context, sandbox, await branchHeads(sandbox));
}

/** Application name → commit its Stage's branch is at, of every Stage that was promoted. */
export async function branchHeads({ compiled, source }: RunningSandbox): Promise<Map<string, string>> {
  const targets = targetsOf(compiled);
  const heads = await Promise.all(
    targets.map(async (each) => [each.applicationName, await source.branchHead(each)] as const),
  );
  return new Map(heads.filter((head): head is [string, string] => head[1] !== undefined));
}

/** Waits until Argo CD has the given revisions deployed and Healthy, and shows it as a step. */
export async function waitDeployed(
  context: Context,
  sandbox: RunningSandbox,
  heads: ReadonlyMap<string, string>,
): Promise<number> {
  const { progress, signal } = context;
  const step = progress.step(`Argo CD: ${[...heads.keys()].join(", ")} Synced and Healthy`);
  const started = Date.now();
  try {
    await new Applications(sandbox.cluster, "argocd").deployed(heads, deployBound, signal, step);
    step.done();
    return (Date.now() - started) / 1000;
  } catch (error) {
    step.fail();
    throw error;
  }
}
