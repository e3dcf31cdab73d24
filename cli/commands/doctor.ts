import { connect, surroundings } from "../cluster/connect.ts";
import { clusterOptions, clusterUsage } from "../cluster/options.ts";
import type { Context } from "../context.ts";
import { examine } from "../doctor/examine.ts";
import { reportText } from "../doctor/report.ts";

const usage =
  `slipway doctor [--kind] [--json] ${clusterUsage}\n` +
  "--kind: a kind cluster is to run on this machine\nexit codes: 0 no errors, 1 errors";

/** `slipway doctor`: what of machine, tools, Pulumi's state, tokens and cluster would keep `slipway up` from working. */
export async function doctor(context: Context): Promise<number> {
  const { values } = context.options(usage, {
    ...clusterOptions,
    kind: { type: "boolean", default: false },
    json: { type: "boolean", default: false },
    help: { type: "boolean", default: false },
  });
  if (values.help) {
    context.print(usage);
    return 0;
  }
  const findings = await examine({
    folder: context.project,
    env: process.env,
    kind: values.kind,
    connect: () => connect(values, surroundings(context)),
  });
  context.print(values.json ? JSON.stringify({ version: 1, findings }, undefined, 2) : reportText(findings));
  return findings.some(({ state }) => state === "error") ? 1 : 0;
}
