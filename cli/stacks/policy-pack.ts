import path from "node:path";
import type { PolicyPackRun } from "../../engine/engine-options.ts";
import { buildPolicyPack } from "../../engine/policy-pack.ts";
import { packConfig } from "../../model/compile/pack-config.ts";
import { compile } from "../../model/compile.ts";
import { loadPipelines } from "../../stacks/pipelines.ts";
import { readCompileConfig } from "../../stacks/settings.ts";
import type { ProjectStack } from "./project-stacks.ts";

/**
 * Slipway's policies with what they have to know of a stack: its pipelines and its guards, as its own program reads them.
 *
 * @param project folder of the project
 * @throws ProblemsError for what is wrong with config or definition, as the program would
 */
export async function policyPack(project: string, stack: ProjectStack): Promise<PolicyPackRun> {
  const folder = await buildPolicyPack();
  // The others hold no pipeline.
  if (stack.role !== "delivery" && stack.role !== "environment") return { folder, config: packConfig([]) };
  const { pipelines, compile: settings, guards } = readCompileConfig(stack.config);
  const definitions = await loadPipelines(pipelines, path.join(project, "apps"));
  return {
    folder,
    config: packConfig(
      definitions.map((definition) => compile(definition, settings)),
      guards,
    ),
  };
}
