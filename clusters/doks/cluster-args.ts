import type { Settings } from "./settings.ts";

/** What DigitalOcean is asked for; `tsc` holds it to the provider's types where it is used. */
export function clusterArgs({ name, region, version, size, nodes, maintenance, allowedAddresses }: Settings) {
  const [minNodes, maxNodes] = nodes;
  return {
    name,
    region,
    version,
    // Three control plane nodes: Kargo and Argo CD are clients that mind when the API server is gone.
    ha: true,
    // Patches of Kubernetes, in the window below.
    autoUpgrade: true,
    // New nodes before the old ones go.
    surgeUpgrade: true,
    maintenancePolicy: maintenance,
    // Volumes and load balancers that a destroyed cluster leaves behind go on costing money.
    destroyAllAssociatedResources: true,
    ...(allowedAddresses.length > 0 && {
      controlPlaneFirewall: { enabled: true, allowedAddresses: [...allowedAddresses] },
    }),
    nodePool: { name: "platform", size, autoScale: true, minNodes, maxNodes },
    tags: ["slipway"],
  };
}

/**
 * What is left as it is once the cluster is there. How many nodes there are is the autoscaler's. Its version is DigitalOcean's, who
 * patches it: the config's is older by then, and the provider takes an older one for another cluster, deletes this one and all
 * that belongs to it. Source: CustomizeDiff of resource_kubernetes_cluster.go in digitalocean/terraform-provider-digitalocean.
 */
export const leftAlone = ["nodePool.nodeCount", "version"];
