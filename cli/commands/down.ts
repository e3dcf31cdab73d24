import { answeringCluster } from "../../engine/gone-cluster.ts";
import { inTurn } from "../../engine/in-turn.ts";
import type { Deployment } from "../../engine/pending-creates.ts";
import { UserError } from "../../model/problem.ts";
import { inOrder, type StackInOrder } from "../../model/stack-order.ts";
import { surroundings } from "../cluster/connect.ts";
import type { Context } from "../context.ts";
import { confirm } from "../stacks/confirm.ts";
import { checkDown, downText, isUnprotected } from "../stacks/down-plan.ts";
import { ownProject } from "../stacks/own-project.ts";
import { chosenStacks, readProjectStacks } from "../stacks/project-stacks.ts";
import { roleOf, type StackState, stackState } from "../stacks/stack-state.ts";
import { checkStrangers } from "../stacks/strangers.ts";
import { restoreProtection, takeDown } from "../stacks/take-down.ts";
import { checkControllers } from "../stacks/teardown-cluster.ts";
import { watchHeld } from "../stacks/watch-held.ts";
import { checkWaysToClusters } from "../stacks/ways-to-clusters.ts";

const usage =
  "slipway down [STACK…] [--unprotect ENVIRONMENT]… [--cluster-gone] [--skip-doctor] [--yes]\n" +
  "STACK: those to destroy; none: all of the project, the last environment first\n" +
  "--unprotect: destroy what is protected in this environment, or stack, too\n" +
  "--cluster-gone: the cluster no longer exists; what was in it is taken out of the state\n" +
  "--skip-doctor: don't look first whether the controllers run that have to let objects go";

/** `slipway down`: destroys stacks in the reverse of the order in which they come up. */
export async function down(context: Context): Promise<number> {
  const { values, positionals } = context.options(usage, {
    unprotect: { type: "string", multiple: true, default: [] },
    "cluster-gone": { type: "boolean", default: false },
    "skip-doctor": { type: "boolean", default: false },
    yes: { type: "boolean", short: "y", default: false },
    help: { type: "boolean", default: false },
  });
  if (values.help) {
    context.print(usage);
    return 0;
  }
  const clusterGone = values["cluster-gone"];
  const { progress } = context;
  const { project: name, stacks, environments } = await readProjectStacks(context, { needsDefinitions: false });
  const project = ownProject(context, name);
  const found = await deployments(await project.stacks(), stacks, (stack) => project.deployment(stack));
  const all = [...inOrder(found, environments ?? [])].reverse();
  const states = all.map((each) => stackState(each, each.deployment));
  // Another stack of the project's is only destroyed by its name.
  const own = states.filter((each) => stacks.some((stack) => stack.name === each.name));
  const named = positionals.length === 0 ? own : chosenStacks(states, positionals);
  const chosen = named.filter(({ holds }) => holds > 0);
  if (chosen.length === 0) {
    const names = named.map((stack) => stack.name).join(", ");
    context.print(named.length === 0 ? "There is no stack in the backend." : `Nothing to destroy in ${names}.`);
    return 0;
  }
  const { unprotect } = values;
  for (const stack of states) if (!isUnprotected(stack, unprotect)) await restoreProtection(project, stack, progress);
  checkDown({
    chosen,
    others: states.filter((each) => !named.includes(each)),
    unprotect,
    commandLine: (args) => context.commandLine("down", args),
    options: clusterGone ? ["--cluster-gone"] : [],
  });
  if (clusterGone) {
    for (const { name: stack, deployment } of all) {
      const server = chosen.some((each) => each.name === stack) ? await answeringCluster(deployment) : undefined;
      if (server === undefined) continue;
      throw new UserError(
        `--cluster-gone: the cluster of stack ${stack} answers at ${server}, and what is in it would stay behind. ` +
          "Nothing was destroyed. Leave the option out",
      );
    }
  }
  const around = surroundings(context);
  if (!clusterGone) {
    const toEnd = chosen.flatMap((state) =>
      all.filter((each) => each.name === state.name).map(({ deployment }) => ({ state, deployment })),
    );
    const args = [...positionals, ...unprotect.map((each) => `--unprotect ${each}`)].join(" ");
    const gone = context.commandLine("down", [args, "--cluster-gone"].join(" ").trim());
    checkWaysToClusters(toEnd, gone);
    if (!values["skip-doctor"]) {
      const onward = context.commandLine("down", [args, "--skip-doctor"].join(" ").trim());
      await checkControllers(toEnd, around, { gone, onward });
      await checkStrangers(toEnd, around);
    }
  }
  context.print(`To destroy, in this order:\n${downText({ chosen, unprotect })}`);
  if (!values.yes) await confirm(`Destroy ${chosen.length === 1 ? "it" : "them"}?`, context.signal);
  await inTurn(chosen, async (stack: StackState) => {
    const held = clusterGone ? undefined : watchHeld(all.find(({ name }) => name === stack.name)?.deployment, around);
    held?.begin(progress);
    try {
      await takeDown(project, stack, clusterGone, progress, held?.explain);
    } finally {
      held?.end();
    }
  });
  const isDefined = ({ role, environment }: StackState) =>
    role !== "environment" || environments === undefined || environments.includes(environment);
  const back = chosen.some(isDefined)
    ? `; bring them up again with ${context.commandLine("up", positionals.join(" "))}`
    : "";
  context.print(`Destroyed. The empty stacks and their config stay${back}.`);
  for (const { name: stack, environment } of chosen.filter((each) => !isDefined(each)))
    context.print(
      `No definition has environment ${environment} any more: remove the config file of stack ${stack}, and the stack with: pulumi stack rm ${stack}`,
    );
  return 0;
}

/** The project's stacks that exist in its backend, those without a config file too, each with its state. */
async function deployments(
  existing: readonly string[],
  stacks: readonly StackInOrder[],
  deployment: (stack: string) => Promise<Deployment>,
): Promise<(StackInOrder & { readonly deployment: Deployment })[]> {
  return Promise.all(
    existing.map(async (name) => {
      const state = await deployment(name);
      const known = stacks.find((stack) => stack.name === name);
      return { name, role: known?.role ?? roleOf(state), environment: known?.environment ?? name, deployment: state };
    }),
  );
}
