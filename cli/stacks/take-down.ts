import { dropUnreachable, helmReleases } from "../../engine/gone-cluster.ts";
import { protectedResources } from "../../engine/protected-resources.ts";
import type { PulumiProject } from "../../engine/pulumi-project.ts";
import { UserError } from "../../model/problem.ts";
import type { Progress } from "../../progress/progress.ts";
import type { StackState } from "./stack-state.ts";

type Project = Pick<PulumiProject, "deployment" | "unprotect" | "protect" | "forget" | "destroy">;

/**
 * Destroys one stack with what is protected in it. Where that ends early, what still exists is protected as before.
 *
 * @param stack that may be destroyed: `checkDown` has nothing against it
 * @param clusterGone true: what is in the cluster is only taken out of the state
 * @param explain says, after a destroy that failed, what holds the rest; empty when nothing does. Default: nothing
 */
export async function takeDown(
  project: Project,
  stack: StackState,
  clusterGone: boolean,
  progress: Progress,
  explain: () => Promise<string> = async () => "",
): Promise<void> {
  const { name } = stack;
  if (clusterGone) await project.forget(name, helmReleases(await project.deployment(name)));
  const taken = stack.protected.filter(({ isMarked }) => isMarked).map(({ urn }) => urn);
  try {
    await project.unprotect(name, taken);
    await project.destroy(name, clusterGone ? dropUnreachable : {});
  } catch (error) {
    // Told beside the error, which it must not hide.
    progress.note(await protectWhatIsLeft(project, name).catch((second: Error) => notProtected(name, second)));
    throw clusterGone || !(error instanceof UserError) ? error : withWayOut(error, await explain());
  }
}

async function protectWhatIsLeft(project: Project, name: string): Promise<string> {
  const left = protectedResources(await project.deployment(name));
  await project.protect(
    name,
    left.map(({ urn }) => urn),
  );
  const what = left.map(({ object }) => object).join(", ") || "nothing, since nothing protected is left";
  // The state doesn't know what went on disappearing after the run had ended.
  return `stack ${name}: protected again: ${what}. To bring back what is gone: pulumi refresh --stack ${name}, then slipway up`;
}

function notProtected(name: string, { message }: Error): string {
  return `stack ${name}: what is left in it is NOT protected any more (${message}); slipway down or slipway up puts that back`;
}

/** Puts back what a run took off that was cut off before it could do so itself. */
export async function restoreProtection(
  project: Project,
  { name, protected: kept }: StackState,
  progress: Progress,
): Promise<void> {
  const open = kept.filter(({ isMarked }) => !isMarked);
  if (open.length === 0) return;
  await project.protect(
    name,
    open.map(({ urn }) => urn),
  );
  const what = open.map(({ object }) => object).join(", ");
  progress.note(`stack ${name}: an interrupted run had taken the protection off ${what}; it is back`);
}

// What the provider says of a cluster that doesn't answer; its own advice leaves Helm releases out.
function withWayOut(error: UserError, held: string): UserError {
  const ways = [
    ...(error.message.includes("PULUMI_K8S_DELETE_UNREACHABLE")
      ? ["If the cluster no longer exists, run the same command with --cluster-gone."]
      : []),
    ...(held === ""
      ? []
      : [`What holds it, in the order in which to let it go:\n${held}\nThen run the same command again.`]),
  ];
  return ways.length === 0 ? error : new UserError([error.message, ...ways].join("\n"), { cause: error });
}
