import type { Context } from "../context.ts";
import { type ProjectStack, readProjectStacks } from "../stacks/project-stacks.ts";
import { type Finding, findingsOf } from "./finding.ts";

/**
 * The project's stacks, none where there is no project yet, and a finding for each config file that can't be read as one's:
 * a slip in one file is no reason to say nothing of the others.
 */
export async function ownStacks(
  context: Pick<Context, "project" | "commandLine">,
): Promise<{ readonly stacks: readonly ProjectStack[]; readonly unreadable: readonly Finding[] }> {
  const { error } = findingsOf("config");
  const unreadable: Finding[] = [];
  const { stacks } = await readProjectStacks(context, {
    needsDefinitions: false,
    unreadable: ({ found, fix }) => unreadable.push(error("config-unreadable", found, fix)),
  });
  return { stacks, unreadable };
}
