import type { ClusterClient } from "../../cluster/cluster-client.ts";
import { addFinalizer, removeFinalizer } from "../../kargo-project.ts";
import { stageKey } from "../keys.ts";
import type { StageObject } from "../objects.ts";
import { argoPath, kargoPath } from "../paths.ts";
import { labelValue } from "../promotion-name.ts";
import { listFreight } from "../reads.ts";

/** So that a Stage's traces can be removed before it is gone. */
export async function ensureFinalizer(client: ClusterClient, stage: StageObject): Promise<void> {
  const patch = addFinalizer(stage);
  if (patch) await client.merge(kargoPath(stage.metadata.namespace ?? "", "stages", stage.metadata.name), patch);
}

/**
 * Before a Stage goes: no Freight is verified in it or approved for it any more, and its AnalysisRuns go.
 * Source: kargo v1.11.2, handleDelete in pkg/controller/stages/regular_stages.go.
 */
export async function cleanUpStage(client: ClusterClient, stage: StageObject): Promise<void> {
  const { name, namespace = "" } = stage.metadata;
  const patch = removeFinalizer(stage);
  if (!patch) return;
  for (const freight of await listFreight(client, namespace)) {
    const { verifiedIn, approvedFor } = freight.status ?? {};
    if (!verifiedIn?.[name] && !approvedFor?.[name]) continue;
    const status = { verifiedIn: { [name]: null }, approvedFor: { [name]: null } };
    await client.merge(`${kargoPath(namespace, "freights", freight.metadata.name)}/status`, { status });
  }
  const selector = encodeURIComponent(`${stageKey}=${labelValue(name)}`);
  await client.delete(`${argoPath(namespace, "analysisruns")}?labelSelector=${selector}`);
  await client.merge(kargoPath(namespace, "stages", name), patch);
}
