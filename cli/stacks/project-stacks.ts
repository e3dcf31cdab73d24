import path from "node:path";
import type { Pipeline } from "../../model/definition.ts";
import { graphOf } from "../../model/graph.ts";
import { UserError } from "../../model/problem.ts";
import { inOrder, mergedOrder, type StackInOrder, stackRoles } from "../../model/stack-order.ts";
import { listed, nearest } from "../../model/words.ts";
import type { ConfigSource } from "../../stacks/config-source.ts";
import { loadPipelines } from "../../stacks/pipelines.ts";
import type { Context } from "../context.ts";
import { readable, readStackFiles, type StackFile, StackFileError, type Unreadable } from "../render/stack-files.ts";

/** A stack that has a config file in the project. */
export interface ProjectStack extends StackInOrder {
  /** Folders of apps/ whose pipelines it holds; empty for all. */
  readonly pipelines: readonly string[];
  readonly file: string;
  /** As its file has it; what is encrypted stays so. */
  readonly config: ConfigSource;
}

/** A project's stacks in the order in which they come up. */
export interface ProjectStacks {
  /** The project's name, as its Pulumi.yaml has it. */
  readonly project: string;
  readonly stacks: readonly ProjectStack[];
  /** Environments in promotion order; undefined where the definitions can't be read. */
  readonly environments: readonly string[] | undefined;
}

export interface ReadOptions {
  readonly needsDefinitions: boolean;
  readonly unreadable?: Unreadable;
}

/**
 * Reads which stacks a project has from its config files, and their order from its definitions. Whether a stack's config
 * is right is for its program to say.
 *
 * @param options.needsDefinitions false: definitions that can't be read leave the order of environments open, which is
 *   enough to take them down
 * @param options.unreadable hears of each config file that isn't a stack's, which is left out. Default: it throws
 * @throws UserError where there are no stacks, a role is missing or wrong, or a definition can't be read
 */
export async function readProjectStacks(
  context: Pick<Context, "project" | "commandLine">,
  { needsDefinitions, unreadable }: ReadOptions,
): Promise<ProjectStacks> {
  const { project: folder } = context;
  const [{ source }, ...files] = readStackFiles(folder, [], unreadable);
  const stacks = files.flatMap((file) => readable(() => stackOf(file), unreadable));
  if (stacks.length === 0 && unreadable === undefined) {
    throw new UserError(
      `${folder} has no stack: none of its config files is called Pulumi.<stack>.yaml. ` +
        `Write them with ${context.commandLine("new", "APP")}, or run this command in the folder of your project`,
    );
  }
  const environments = await promotionOrder(path.join(folder, "apps"), stacks).catch((error) => {
    if (needsDefinitions || !(error instanceof UserError)) throw error;
    return undefined;
  });
  return { project: source.project, stacks: inOrder(stacks, environments ?? []), environments };
}

/**
 * The stacks that a command was given by name; all of them when none was.
 *
 * @throws UserError for a name that no stack has
 */
export function chosenStacks<Stack extends StackInOrder>(
  stacks: readonly Stack[],
  names: readonly string[],
): readonly Stack[] {
  const known = stacks.map(({ name }) => name);
  const unknown = names.find((name) => !known.includes(name));
  if (unknown !== undefined) {
    const guess = nearest(unknown, known);
    throw new UserError(
      `there is no stack ${JSON.stringify(unknown)}${guess === undefined ? "" : `; did you mean ${guess}`} (there are ${listed(known)})`,
    );
  }
  return names.length === 0 ? stacks : stacks.filter(({ name }) => names.includes(name));
}

function stackOf({ file = "", source: config }: StackFile): ProjectStack {
  const { project, stack, values } = config;
  const given = values[`${project}:role`];
  const role = stackRoles.find((each) => each === given);
  if (role === undefined) {
    const example = stackRoles.find((each) => each === stack) ?? "environment";
    const found =
      `${file}: ${project}:role says what the stack is for (got ${given === undefined ? "nothing" : JSON.stringify(given)}; ` +
      `allowed ${listed(stackRoles)})`;
    const fix = `Run: pulumi config set --stack ${stack} ${project}:role ${example}`;
    throw new StackFileError(found, fix, `${found}. ${fix}`);
  }
  const pipelines = parsedList(values[`${project}:pipelines`]);
  return { name: stack, role, environment: values[`${project}:environment`] || stack, pipelines, file, config };
}

function parsedList(text: string | undefined): readonly string[] {
  try {
    const list: unknown = JSON.parse(text ?? "[]");
    return Array.isArray(list) ? list.filter((item) => typeof item === "string") : [];
  } catch {
    return []; // The program tells what is wrong with it.
  }
}

async function promotionOrder(apps: string, stacks: readonly ProjectStack[]): Promise<readonly string[]> {
  const names = stacks.some(({ pipelines }) => pipelines.length === 0)
    ? []
    : [...new Set(stacks.flatMap(({ pipelines }) => pipelines))];
  return mergedOrder((await loadPipelines(names, apps)).map(environmentsOf));
}

function environmentsOf(pipeline: Pipeline): readonly string[] {
  try {
    return graphOf(pipeline).environments.map(({ name }) => name);
  } catch {
    return Object.keys(pipeline.stages ?? {}); // The program tells what is wrong with the definition.
  }
}
