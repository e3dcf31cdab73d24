import { existsSync, readdirSync } from "node:fs";
import path from "node:path";
import { compile } from "../../model/compile.ts";
import { defaultSettings } from "../../model/settings.ts";
import { versions } from "../../model/versions.ts";
import type { PreviewSettings } from "../../model/workflow/preview-settings.ts";
import { loadPipelines } from "../../stacks/pipelines.ts";
import type { Context } from "../context.ts";
import { appSource } from "../project.ts";
import { readStackFiles, type StackFile } from "../render/stack-files.ts";

/** The Node of the runner: the line that Slipway brings along, newer than the oldest it needs. */
export const nodeLine = "24";

/** In which order roles come up; a role that isn't here comes before the environments. */
const roles = ["platform", "source", "delivery", "environment"];

/**
 * The settings of the project's preview workflow: every app of `apps/`, every stack with a config file.
 *
 * @throws ProblemsError when a pipeline can't be compiled
 */
export async function previewAnswers(
  { project, root, isClone }: Context,
  branch: string,
  verify: readonly string[],
): Promise<PreviewSettings> {
  const folder = path.join(project, "apps");
  const apps = readdirSync(folder)
    .filter((app) => existsSync(path.join(folder, app, "pipeline.ts")))
    .sort();
  const pipelines = await loadPipelines(apps, folder);
  const environments = pipelines.flatMap((each) => compile(each, defaultSettings).environments.map(({ name }) => name));
  const isOwnClone = isClone && project === root;
  return {
    apps,
    stacks: inOrder(readStackFiles(project, []), environments),
    branch,
    folder: appSource(project, project).folder,
    slipway: isOwnClone ? "node cli/slipway.ts" : "npx slipway",
    verify,
    versions: { node: nodeLine, pulumi: versions.pulumi },
  };
}

/** Names of stacks: by role, and environments as they are promoted through. */
function inOrder(files: readonly StackFile[], environments: readonly string[]): string[] {
  const stacks = files.flatMap(({ file, source }) => {
    if (file === undefined) return [];
    const value = (key: string) => source.values[`${source.project}:${key}`];
    const role = value("role") ?? "environment";
    const environment = environments.indexOf(value("environment") ?? source.stack);
    const last = environments.length;
    return [
      {
        stack: source.stack,
        rank: [roles.indexOf(role), role === "environment" && environment < 0 ? last : environment],
      },
    ];
  });
  const compared = (a: readonly number[], b: readonly number[]) =>
    (a[0] ?? 0) - (b[0] ?? 0) || (a[1] ?? 0) - (b[1] ?? 0);
  return stacks.sort((a, b) => compared(a.rank, b.rank)).map(({ stack }) => stack);
}
