import type { ClusterClient } from "../cluster/cluster-client.ts";
import { listAvailable } from "./availability.ts";
import type { FreightObject, PromotionObject, StageObject } from "./objects.ts";
import { kargoPath } from "./paths.ts";
import { autoPromotionEnabled, type PromotionPolicy } from "./policies.ts";

/** The Freight of a Project that a Stage could be promoted to. */
export async function availableFreight(client: ClusterClient, stage: StageObject): Promise<FreightObject[]> {
  const project = stage.metadata.namespace ?? "";
  for (const { origin } of stage.spec.requestedFreight) {
    const found = await client.get(kargoPath(project, "warehouses", origin.name));
    if (!found) throw new Error(`Warehouse "${origin.name}" not found in namespace "${project}"`);
  }
  return listAvailable(stage, await listFreight(client, project), Date.now());
}

export async function listFreight(client: ClusterClient, project: string): Promise<FreightObject[]> {
  return (await client.json<{ items: FreightObject[] }>("GET", kargoPath(project, "freights"))).items;
}

export async function listPromotions(
  client: ClusterClient,
  project: string,
  stage: string,
): Promise<PromotionObject[]> {
  const { items } = await client.json<{ items: PromotionObject[] }>("GET", kargoPath(project, "promotions"));
  return items.filter(({ spec }) => spec.stage === stage);
}

/** What the Project's ProjectConfig says of the Stage now. */
export async function isAutoPromoted(client: ClusterClient, stage: StageObject): Promise<boolean> {
  const project = stage.metadata.namespace ?? "";
  const config = await client.get<{ spec?: { promotionPolicies?: readonly PromotionPolicy[] } }>(
    kargoPath(project, "projectconfigs", project),
  );
  return autoPromotionEnabled(stage, config?.spec?.promotionPolicies ?? []);
}
