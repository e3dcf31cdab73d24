import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import type { ProjectRun, PulumiProject } from "../../engine/pulumi-project.ts";
import { UserError } from "../../model/problem.ts";
import type { Context } from "../context.ts";
import { openProject } from "../stacks/open-project.ts";
import { withoutCluster } from "../stacks/preflight.ts";
import { previewText } from "../stacks/preview-text.ts";
import type { ProjectStack } from "../stacks/project-stacks.ts";

const usage =
  "slipway preview [STACK…] [--events DIR] [--skip-doctor] [--no-policy-pack]\n" +
  "STACK: those to look at; none: all of the project, also before any of them exists\n" +
  "--events DIR: also keeps what the engine says, as DIR/<stack>.jsonl, for slipway report\n" +
  "--skip-doctor: preview against the state alone where a cluster doesn't answer\n" +
  "--no-policy-pack: without Slipway's policies, where Pulumi's backend runs them already";

/** `slipway preview`: what `slipway up` would change, stack after stack. Changes nothing, and makes no stack either. */
export async function preview(context: Context): Promise<number> {
  const { values, positionals } = context.options(usage, {
    events: { type: "string" },
    "skip-doctor": { type: "boolean", default: false },
    "no-policy-pack": { type: "boolean", default: false },
    help: { type: "boolean", default: false },
  });
  if (values.help) {
    context.print(usage);
    return 0;
  }
  const { events } = values;
  if (events !== undefined) makeFolder(events);
  const withPolicyPack = !values["no-policy-pack"];
  const { project, stacks, existing, policyPacks } = await openProject(context, positionals, { withPolicyPack });
  const failures: string[] = [];
  const eventsOf = ({ name }: ProjectStack) => (events === undefined ? undefined : path.join(events, `${name}.jsonl`));
  // Also of a stack that isn't come to, or whose config is refused: a report then says that it never began.
  for (const file of stacks.map(eventsOf)) if (file !== undefined) writeFileSync(file, "");
  const looked = values["skip-doctor"] ? [] : stacks.filter(({ name }) => existing.includes(name));
  const silent = await withoutCluster(context, looked);
  for (const stack of stacks) {
    context.signal.throwIfAborted();
    try {
      const why = silent.get(stack.name);
      if (why !== undefined && (await holdsSomething(project, stack))) throw new UserError(why);
      const packs = await policyPacks(stack);
      const run = () => project.preview(stack.name, packs, eventsOf(stack));
      const previewed = existing.includes(stack.name) ? await run() : await withEmptyStack(project, stack, run);
      const text = previewText(previewed);
      if (text !== "") context.print(text);
    } catch (error) {
      // Nothing was changed, so the others can be looked at all the same.
      if (!(error instanceof UserError)) throw error;
      failures.push(error.message);
    }
  }
  if (failures.length > 0) throw new UserError(failures.join("\n"));
  return 0;
}

/** An empty stack can be previewed before there is a cluster. */
async function holdsSomething(project: PulumiProject, { name }: ProjectStack): Promise<boolean> {
  return ((await project.deployment(name)).resources ?? []).length > 0;
}

/** The engine previews only stacks that exist: this one does while it is looked at. */
async function withEmptyStack(
  project: PulumiProject,
  { name, file }: ProjectStack,
  run: () => Promise<ProjectRun>,
): Promise<ProjectRun> {
  const config = readFileSync(file, "utf8");
  try {
    await project.create(name);
    try {
      return await run();
    } finally {
      await project.remove(name);
    }
  } finally {
    // Making a stack writes how its secrets are encrypted, also where it, or removing it, ends in the middle.
    writeFileSync(file, config);
  }
}

function makeFolder(folder: string): void {
  try {
    mkdirSync(folder, { recursive: true });
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new UserError(`--events: got ${JSON.stringify(folder)}, where no folder can be made (${code})`);
  }
}
