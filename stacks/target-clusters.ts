import type * as pulumi from "@pulumi/pulumi";
import { KargoShard } from "../components/clusters/kargo-shard.ts";
import { RegisteredCluster } from "../components/clusters/registered-cluster.ts";
import type { Platform } from "../model/platform/platform.ts";
import type { TargetCluster } from "../model/platform/target-clusters.ts";
import { reachCluster } from "./cluster-output.ts";

/**
 * Clusters beside the platform's own: each is registered to its Argo CD, or has one of its own, which gets a controller of
 * Kargo's.
 *
 * @param options after Argo CD and Kargo; what is made in another cluster isn't gone when this one is
 */
export async function targetClusters(
  clusters: readonly TargetCluster[],
  platform: Platform,
  options: Pick<pulumi.ComponentResourceOptions, "providers" | "dependsOn">,
): Promise<void> {
  for (const cluster of clusters) {
    const { kubeconfig, provider: target } = await reachCluster(cluster);
    if (cluster.kargoShard !== undefined) {
      new KargoShard(cluster.name, { platform, cluster, kubeconfig, target }, options);
    } else {
      const { namespace: argocdNamespace } = platform.parts.argocd;
      new RegisteredCluster(cluster.name, { cluster, kubeconfig, target, argocdNamespace }, options);
    }
  }
}
