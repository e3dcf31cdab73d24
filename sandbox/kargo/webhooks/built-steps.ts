import { UserError } from "../../../model/problem.ts";
import { type BuiltSteps, buildSteps, type StageSteps, type TaskSpec } from "../../../promotion/build-steps.ts";
import type { ClusterClient } from "../../cluster/cluster-client.ts";
import type { StageObject } from "../objects.ts";
import { clusterKargoPath, kargoPath } from "../paths.ts";
import { internal, Refusal } from "./refusal.ts";

/**
 * The steps and variables that a new Promotion of a Stage gets, tasks written out.
 *
 * @throws Refusal when a task isn't there (404), or lacks a value
 */
export async function builtSteps(stage: StageObject, client: ClusterClient): Promise<BuiltSteps> {
  const project = stage.metadata.namespace ?? "";
  const tasks = new Map<string, TaskSpec>();
  for (const { task } of stage.spec.promotionTemplate?.spec.steps ?? []) {
    if (!task) continue;
    const isCluster = task.kind === "ClusterPromotionTask";
    const plural = isCluster ? "clusterpromotiontasks" : "promotiontasks";
    const path = isCluster
      ? clusterKargoPath("clusterpromotiontasks", task.name)
      : kargoPath(project, "promotiontasks", task.name);
    const found = await client.get<{ readonly spec: TaskSpec }>(path);
    if (!found) {
      const why = `failed to inflate Promotion steps: ${plural}.kargo.akuity.io "${task.name}" not found`;
      throw new Refusal(404, "NotFound", why);
    }
    tasks.set(`${task.kind ?? "PromotionTask"}/${task.name}`, found.spec);
  }
  try {
    return buildSteps(stage as StageSteps, (kind, name) => tasks.get(`${kind}/${name}`));
  } catch (error) {
    if (error instanceof UserError) throw internal(error.message);
    throw error;
  }
}
