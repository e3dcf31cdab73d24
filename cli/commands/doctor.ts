import { kindDefaults, openedPorts } from "../../model/platform/kind.ts";
import { connect, surroundings } from "../cluster/connect.ts";
import { clusterOptions, clusterUsage } from "../cluster/options.ts";
import type { Context } from "../context.ts";
import { examine } from "../doctor/examine.ts";
import { ownStacks } from "../doctor/own-stacks.ts";
import { reportText } from "../doctor/report.ts";

const usage =
  `slipway doctor [--kind] [--json] ${clusterUsage}\n` +
  "--kind: a kind cluster is to run on this machine, though no platform stack of the project says so\n" +
  "--kubeconfig, --context, --sandbox, --state: look at this cluster, not at those that the project's stacks lead to\n" +
  "exit codes: 0 no errors, 1 errors";

/** A kind cluster that nobody described. */
const someKind = { name: kindDefaults.name, ports: [...openedPorts(kindDefaults).values()] };

/** `slipway doctor`: what of machine, tools, Pulumi's state, config, tokens and cluster would keep `slipway up` from working. */
export async function doctor(context: Context): Promise<number> {
  const { values } = context.options(
    usage,
    {
      ...clusterOptions,
      kind: { type: "boolean", default: false },
      json: { type: "boolean", default: false },
      help: { type: "boolean", default: false },
    },
    { names: false },
  );
  if (values.help) {
    context.print(usage);
    return 0;
  }
  const around = surroundings(context);
  const { stacks, unreadable } = await ownStacks(context);
  const { kubeconfig, context: named, sandbox, state } = values;
  const isNamed = [kubeconfig, named, state].some((each) => each !== undefined) || sandbox;
  // What can't be read may be the stack that says which cluster is meant.
  const hasCluster = unreadable.length > 0 || stacks.some(({ role }) => role !== "source");
  const examined = await examine({
    folder: context.project,
    around,
    commandLine: (name, args) => context.commandLine(name, args),
    stacks,
    ...(values.kind && { kind: someKind }),
    // With --kind it may be the very cluster that kind is to make, and its kubeconfig with it.
    isNamed: isNamed && !values.kind,
    ...((isNamed || !hasCluster) && { connect: () => connect(values, around) }),
  });
  const findings = [...unreadable, ...examined];
  context.print(values.json ? JSON.stringify({ version: 1, findings }, undefined, 2) : reportText(findings));
  return findings.some(({ state }) => state === "error") ? 1 : 0;
}
