import path from "node:path";
import type { Deployment } from "../../engine/pending-creates.ts";
import type { PulumiProject } from "../../engine/pulumi-project.ts";
import { isRecord } from "../../model/json.ts";
import { appLabel, environmentLabel } from "../../model/keys.ts";
import { UserError } from "../../model/problem.ts";
import type { StackInOrder } from "../../model/stack-order.ts";
import { loadPipelines } from "../../stacks/pipelines.ts";
import type { Context } from "../context.ts";
import { readStackFiles } from "../render/stack-files.ts";
import type { ProjectStack } from "./project-stacks.ts";
import { roleOf } from "./stack-state.ts";

/** Objects that are listed of one stack. */
const most = 12;

/**
 * Refuses to make a stack anew that was renamed, or whose project was: the old one still holds everything, and the new one
 * would meet it all in the cluster.
 *
 * @param unmade stacks that are about to be made
 * @param existing names of the stacks that this project has in the backend
 * @throws UserError that shows what the old stack holds, the command that renames it and the option that insists
 */
export async function checkRenamed(
  context: Pick<Context, "project" | "commandLine">,
  project: Pick<PulumiProject, "deployment" | "stacksElsewhere">,
  unmade: readonly ProjectStack[],
  existing: readonly string[],
): Promise<void> {
  if (unmade.length === 0) return;
  const [{ source: own }, ...files] = readStackFiles(context.project, []);
  const known = files.map(({ source }) => source.stack);
  const names = unmade.map(({ name }) => name);
  const elsewhere = await project.stacksElsewhere();
  const others = [
    ...existing.filter((name) => !known.includes(name)),
    ...elsewhere.filter((full) => names.includes(full.split("/").at(-1) ?? "")),
  ];
  if (others.length === 0) return;
  const apps = (await loadPipelines([], path.join(context.project, "apps"))).map(({ app }) => app);
  const complaints: string[] = [];
  for (const other of others) {
    const deployment = await project.deployment(other);
    const stack = unmade.find((each) => isOf(each, deployment, apps));
    if (stack === undefined) continue;
    const objects = objectsIn(deployment);
    const full = other.includes("/");
    const more = objects.length > most ? [`… and ${objects.length - most} more`] : [];
    const target = full ? [...other.split("/").slice(0, -2), own.project, stack.name].join("/") : stack.name;
    const what = full ? `stack ${other} of another project` : `stack ${other}, which has no config file,`;
    complaints.push(
      `stack ${stack.name} doesn't exist, and ${what} holds what it would make:\n` +
        `${[...objects.slice(0, most), ...more].map((each) => `    ${each}`).join("\n")}\n` +
        `  If it was renamed: pulumi stack rename ${target} --stack ${other}\n` +
        `  If both are meant, though the new one meets these objects: ${context.commandLine("up", `${stack.name} --new-stack ${stack.name}`)}`,
    );
  }
  if (complaints.length > 0) throw new UserError(`${complaints.join("\n")}\nNothing was changed.`);
}

/** Whether a state is one that this stack would have: its app's objects, of its environment where it stands for one. */
function isOf({ role, environment }: StackInOrder, deployment: Deployment, apps: readonly string[]): boolean {
  if (roleOf(deployment) !== role) return false;
  if (role === "platform" || role === "source") return (deployment.resources ?? []).length > 0;
  return (deployment.resources ?? []).some(({ inputs }) => {
    const metadata = isRecord(inputs?.["metadata"]) ? inputs["metadata"] : {};
    const labels = isRecord(metadata["labels"]) ? metadata["labels"] : {};
    const isOwn = apps.some((app) => app === labels[appLabel]);
    return isOwn && (role === "delivery" || labels[environmentLabel] === environment);
  });
}

function objectsIn({ resources = [] }: Deployment): readonly string[] {
  return resources.flatMap(({ inputs, type, urn, ...rest }) => {
    if (rest["custom"] !== true || type.startsWith("pulumi:")) return [];
    const metadata = isRecord(inputs?.["metadata"]) ? inputs["metadata"] : {};
    const { name, namespace } = metadata;
    if (typeof name !== "string") return [`${type.split(":").at(-1)} ${urn.split("::").at(-1)}`];
    return [`${inputs?.["kind"]} ${typeof namespace === "string" ? `${namespace}/` : ""}${name}`];
  });
}
