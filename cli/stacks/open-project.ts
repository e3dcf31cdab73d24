import path from "node:path";
import type { PolicyPackRun } from "../../engine/engine-options.ts";
import type { PulumiProject } from "../../engine/pulumi-project.ts";
import { UserError } from "../../model/problem.ts";
import { listed } from "../../model/words.ts";
import type { Context } from "../context.ts";
import { ownProject } from "./own-project.ts";
import { policyPack } from "./policy-pack.ts";
import { preflight } from "./preflight.ts";
import { chosenStacks, type ProjectStack, readProjectStacks } from "./project-stacks.ts";

/** A project whose stacks can be run, and those that were asked for. */
export interface OpenProject {
  readonly project: PulumiProject;
  /** In the order in which they come up. */
  readonly stacks: readonly ProjectStack[];
  /** All that have a config file, in that order. */
  readonly all: readonly ProjectStack[];
  /** Those that a definition has, in promotion order. */
  readonly environments: readonly string[];
  /** Names of those that its backend has. */
  readonly existing: readonly string[];
  /** The policies that judge a stack. */
  policyPacks(stack: ProjectStack): Promise<PolicyPackRun[]>;
}

/**
 * Opens the user's project for a preview or an `up` of some of its stacks.
 *
 * @param names of stacks; none: all
 * @param options.withDoctor whether `slipway doctor` looks first at what these stacks stand on. Default false
 * @throws UserError also for a stack whose environment no definition has any more
 */
export async function openProject(
  context: Context,
  names: readonly string[],
  { withPolicyPack, withDoctor = false }: { readonly withPolicyPack: boolean; readonly withDoctor?: boolean },
): Promise<OpenProject> {
  const { project: name, stacks, environments = [] } = await readProjectStacks(context, { needsDefinitions: true });
  const chosen = chosenStacks(stacks, names);
  const left = chosen.find((stack) => stack.role === "environment" && !environments.includes(stack.environment));
  if (left !== undefined) {
    throw new UserError(
      `stack ${left.name} stands for environment ${left.environment}, which no definition has (there are ${listed(environments)}). ` +
        `If it is gone for good: ${context.commandLine("down", left.name)}, then remove ${path.relative(process.cwd(), left.file)}`,
    );
  }
  if (withDoctor) await preflight(context, chosen);
  const project = ownProject(context, name);
  return {
    project,
    stacks: chosen,
    all: stacks,
    environments,
    existing: await project.stacks(),
    policyPacks: async (stack) => (withPolicyPack ? [await policyPack(context.project, stack)] : []),
  };
}
