import type { PromotionData } from "../../../model/expr/kargo-expressions.ts";
import type { Freight, FreightRequest } from "../../../promotion/freight.ts";
import type { ClusterClient } from "../../cluster/cluster-client.ts";
import { credentialLabel, sharedResourcesNamespace } from "../keys.ts";
import type { FreightObject, StageObject } from "../objects.ts";
import { kargoPath } from "../paths.ts";
import type { WarehouseObject } from "./warehouse-object.ts";

interface DataObject {
  readonly metadata: { readonly labels?: Readonly<Record<string, string>> };
  readonly data?: Readonly<Record<string, string>>;
}

/** What expressions of a Stage's Promotions and verifications look up, live. */
export function expressionData(
  client: ClusterClient,
  project: string,
  requests: readonly FreightRequest[],
  freight: readonly Freight[],
): PromotionData {
  const read = (namespace: string, plural: "configmaps" | "secrets", name: string) =>
    client.get<DataObject>(`/api/v1/namespaces/${namespace}/${plural}/${encodeURIComponent(name)}`);
  const secret = (found: DataObject | undefined) => found && decoded(found.data ?? {});
  return {
    project,
    freightRequests: requests as PromotionData["freightRequests"],
    freight: freight as PromotionData["freight"],
    now: () => new Date(),
    async subscriptions(warehouse) {
      const found = await client.get<WarehouseObject>(kargoPath(project, "warehouses", warehouse));
      return found?.spec.subscriptions;
    },
    stores: {
      configMap: async (name) => (await read(project, "configmaps", name))?.data,
      secret: async (name) => secret(await read(project, "secrets", name)),
      sharedConfigMap: async (name) => (await read(sharedResourcesNamespace, "configmaps", name))?.data,
      async sharedSecret(name) {
        const found = await read(sharedResourcesNamespace, "secrets", name);
        return found?.metadata.labels?.[credentialLabel] === "generic" ? secret(found) : undefined;
      },
      freightMetadata: async (name) =>
        (await client.get<FreightObject>(kargoPath(project, "freights", name)))?.status?.metadata,
      stageMetadata: async (name) =>
        (await client.get<StageObject>(kargoPath(project, "stages", name)))?.status?.metadata,
    },
  };
}

function decoded(data: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(data).map(([key, value]) => [key, Buffer.from(value, "base64").toString()]));
}
