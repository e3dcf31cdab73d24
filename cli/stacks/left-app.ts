import type { Deployment } from "../../engine/pending-creates.ts";
import { UserError } from "../../model/problem.ts";
import { inOrder } from "../../model/stack-order.ts";
import { listed } from "../../model/words.ts";
import type { OpenProject } from "./open-project.ts";
import { stackState } from "./stack-state.ts";

/** As the policy that keeps a Project with living Stages says it (model/compile/living-stages.ts). */
const refusal = /still stands in Kargo Project (\S+) and would go with it/g;

/**
 * An app left the definition, and the API server keeps its Project for its Stages: the error with the commands that come
 * next. The refusal itself names one Stage, whichever the API server came to first. Any other error as it is.
 *
 * @param deployment of a stack that exists
 * @param commandLine what a user types for `slipway NAME ARGS`
 */
export async function withNextCommands(
  error: unknown,
  { all, existing, environments }: Pick<OpenProject, "all" | "existing" | "environments">,
  deployment: (stack: string) => Promise<Deployment>,
  commandLine: (name: string, args?: string) => string,
): Promise<unknown> {
  if (!(error instanceof UserError)) return error;
  const projects = [...new Set([...error.message.matchAll(refusal)].map(([, project = ""]) => project))];
  if (projects.length === 0) return error;
  const found = await Promise.all(
    existing.map(async (name) => {
      // What a backend that is away just now would say mustn't hide the refusal.
      const state = await deployment(name).catch(() => ({}));
      const known = all.find((each) => each.name === name);
      const stack = known ?? { name, role: "environment" as const, environment: name };
      const { stages } = stackState(stack, state);
      return { ...stack, isOwn: known !== undefined, holds: stages.some(({ project }) => projects.includes(project)) };
    }),
  );
  const holding = inOrder(
    found.filter(({ holds }) => holds),
    environments,
  );
  const isLeft = ({ isOwn, environment }: (typeof found)[number]) => isOwn && environments.includes(environment);
  const names = (some: readonly { readonly name: string }[]) => some.map(({ name }) => name).join(" ");
  const changed = holding.filter(isLeft);
  const ended = holding.filter((each) => !isLeft(each)).reverse();
  const steps = [
    ...(changed.length === 0
      ? []
      : [`${commandLine("up", names(changed))}   # deletes what is in it of apps that left`]),
    ...(ended.length === 0
      ? []
      : [`${commandLine("down", names(ended))}   # whose environments no definition has any more`]),
    commandLine("up"),
  ];
  const text =
    holding.length === 0
      ? `No stack of this project holds a Stage of ${listed(projects)}: kubectl get stages.kargo.akuity.io -n ${projects[0]}`
      : `Next, in this order:\n${steps.map((step) => `    ${step}`).join("\n")}`;
  return new UserError(`${error.message}\n${text}`, { cause: error });
}
