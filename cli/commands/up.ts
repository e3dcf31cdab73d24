import { inTurn } from "../../engine/in-turn.ts";
import type { Context } from "../context.ts";
import { withNextCommands } from "../stacks/left-app.ts";
import { openProject } from "../stacks/open-project.ts";
import { checkRenamed } from "../stacks/renamed.ts";

const usage =
  "slipway up [STACK…] [--new-stack STACK]… [--skip-doctor] [--no-policy-pack]\n" +
  "STACK: those to bring up; none: all of the project, each after those it stands on\n" +
  "--new-stack: make this one although another stack holds what it would make\n" +
  "--skip-doctor: don't look first at what the stacks stand on\n" +
  "--no-policy-pack: without Slipway's policies, where Pulumi's backend runs them already";

/** `slipway up`: makes the cluster equal to the project's program, stack after stack, and stops at the first that fails. */
export async function up(context: Context): Promise<number> {
  const { values, positionals } = context.options(usage, {
    "new-stack": { type: "string", multiple: true, default: [] },
    "skip-doctor": { type: "boolean", default: false },
    "no-policy-pack": { type: "boolean", default: false },
    help: { type: "boolean", default: false },
  });
  if (values.help) {
    context.print(usage);
    return 0;
  }
  const withPolicyPack = !values["no-policy-pack"];
  const options = { withPolicyPack, withDoctor: !values["skip-doctor"] };
  const opened = await openProject(context, positionals, options);
  const { project, stacks, existing, policyPacks } = opened;
  const unmade = stacks.filter(({ name }) => !existing.includes(name) && !values["new-stack"].includes(name));
  await checkRenamed(context, project, unmade, existing);
  await inTurn(stacks, async (stack) => {
    const { name } = stack;
    const packs = await policyPacks(stack);
    if (!existing.includes(name)) {
      await project.create(name);
      context.print(`stack ${name}: made, since the backend had none of this name`);
    }
    const { messages } = await project.up(name, packs).catch(async (error: unknown) => {
      const commandLine = (command: string, args?: string) => context.commandLine(command, args);
      throw await withNextCommands(error, opened, (each) => project.deployment(each), commandLine);
    });
    for (const message of messages) context.print(indented(message));
  });
  return 0;
}

function indented(text: string): string {
  return `  ${text}`.replaceAll("\n", "\n  ");
}
