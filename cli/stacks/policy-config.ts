import path from "node:path";
import { graphOf } from "../../model/graph.ts";
import { policyName, rules } from "../../model/rules/index.ts";
import { loadPipelines } from "../../stacks/pipelines.ts";
import type { ProjectStack } from "./project-stacks.ts";

/** What the policy pack is told of a project: which Stages are protected, whatever their labels say. */
export async function policyConfig(
  project: string,
  _stacks: readonly ProjectStack[],
): Promise<Record<string, unknown>> {
  const pipelines = await loadPipelines([], path.join(project, "apps"));
  const protectedStages = pipelines
    .flatMap((pipeline) => graphOf(pipeline).environments.flatMap(({ stages }) => stages))
    .filter((stage) => stage.protected)
    .map(({ name }) => name);
  return Object.fromEntries(rules.map((rule) => [policyName(rule), { protectedStages }]));
}
