import { isReason, reasonAllowed } from "../../model/freeze/reason.ts";
import { freezeState, isFrozen } from "../../model/freeze/state.ts";
import { handText, readHand } from "../../model/freeze/switch.ts";
import { freezeWords, handWords } from "../../model/freeze/words.ts";
import { UserError } from "../../model/problem.ts";
import { timestamp } from "../../model/timestamp.ts";
import { connect, surroundings } from "../cluster/connect.ts";
import { clusterOptions, clusterUsage } from "../cluster/options.ts";
import type { Context } from "../context.ts";
import { type Chosen, chosenStages } from "../freeze/chosen.ts";
import { frozenVerdict } from "../freeze/in-force.ts";
import { turn, whoAmI } from "../freeze/turn.ts";

const freezeUsage = `slipway freeze APP --reason TEXT [--stage STAGE] ${clusterUsage}`;
const thawUsage = `slipway thaw APP [--stage STAGE] ${clusterUsage}`;
const options = {
  ...clusterOptions,
  stage: { type: "string" },
  help: { type: "boolean", default: false },
} as const;

/** `slipway freeze`: no Promotion into these Stages comes into being until a person thaws them. */
export async function freeze(context: Context): Promise<number> {
  const { values, positionals } = context.options(freezeUsage, { ...options, reason: { type: "string" } });
  if (values.help) {
    context.print(freezeUsage);
    return 0;
  }
  const project = oneApp(positionals, freezeUsage);
  const { reason } = values;
  if (reason === undefined)
    throw new UserError(`--reason: say why; whoever is refused reads it\nusage: ${freezeUsage}`);
  if (!isReason(reason)) throw new UserError(`--reason: got ${JSON.stringify(reason)}; allowed ${reasonAllowed}`);
  const { cluster } = connect(values, surroundings(context));
  const [chosen, by] = [await chosenStages(cluster, project, values.stage), await whoAmI(cluster)];
  let code = 0;
  for (const each of chosen) {
    if (each.byHand !== undefined) {
      context.print(`${each.name}: already frozen ${handWords(each.byHand)}; left as it is`);
      continue;
    }
    const text = handText({ reason, by, since: timestamp(new Date()) });
    await turn(cluster, project, each, text);
    context.print(`${each.name}: frozen ${handWords(readHand(text) ?? { reason })}`);
    const verdict = await frozenVerdict(cluster, project, each.name, "refused");
    if (verdict === "passed") {
      context.print(
        `${each.name}: the switch is set, but the API server still lets Promotions through: its policy is missing, or rule G16 only warns. Run slipway up`,
      );
      code = 1;
    }
  }
  const stage = values.stage === undefined ? "" : ` --stage ${values.stage}`;
  context.print(
    `No Promotion is created there until somebody runs: ${context.commandLine("thaw", `${project}${stage}`)}\nPromotions that are under way go on, also those that wait for a pull request: whoever merges it deploys.`,
  );
  return code;
}

/** `slipway thaw`: takes away what `slipway freeze` did, and says what still freezes these Stages. */
export async function thaw(context: Context): Promise<number> {
  const { values, positionals } = context.options(thawUsage, options);
  if (values.help) {
    context.print(thawUsage);
    return 0;
  }
  const project = oneApp(positionals, thawUsage);
  const { cluster } = connect(values, surroundings(context));
  for (const each of await chosenStages(cluster, project, values.stage)) {
    if (each.byHand === undefined) context.print(`${each.name}: nobody has frozen it by hand`);
    else {
      await turn(cluster, project, each, undefined);
      context.print(`${each.name}: thawed; it was frozen ${handWords(each.byHand)}`);
    }
    for (const line of stillFrozen(each)) context.print(`${each.name}: still ${line}`);
  }
  return 0;
}

function stillFrozen({ name, freezeSwitch }: Chosen): string[] {
  const now = Date.now();
  const { byHand: _, ...rest } = freezeState(freezeSwitch.data, name, now);
  return isFrozen(rest) ? freezeWords(rest, now).filter((words) => words.startsWith("frozen")) : [];
}

function oneApp(positionals: readonly string[], usage: string): string {
  const [app, ...rest] = positionals;
  if (app === undefined || rest.length > 0) throw new UserError(`name one app (or Kargo Project)\nusage: ${usage}`);
  return app;
}
