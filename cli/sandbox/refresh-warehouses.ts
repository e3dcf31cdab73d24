import { CustomObjectsApi, PatchStrategy, setHeaderOptions } from "@kubernetes/client-node";
import type { RunningSandbox } from "./bring-up.ts";

/**
 * Asks Kargo to look at the app's Warehouses now, in place of the webhooks by which a registry and a git host would tell
 * it; of itself it looks again after the Warehouse's interval, 5 minutes by default. Source: akuity/kargo v1.11.2,
 * api/v1alpha1/annotations.go, and pkg/webhook/external, whose receivers set the same annotation.
 */
export async function refreshWarehouses({ cluster, compiled }: RunningSandbox): Promise<void> {
  const api = cluster.makeApiClient(CustomObjectsApi);
  const annotations = { "kargo.akuity.io/refresh": new Date().toISOString() };
  for (const { metadata } of compiled.delivery.warehouses) {
    await api.patchNamespacedCustomObject(
      {
        ...{ group: "kargo.akuity.io", version: "v1alpha1", plural: "warehouses" },
        ...{ namespace: compiled.project, name: metadata.name },
        body: { metadata: { annotations } },
      },
      setHeaderOptions("Content-Type", PatchStrategy.MergePatch),
    );
  }
}
