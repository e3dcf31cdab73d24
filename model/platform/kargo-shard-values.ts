import { isRecord } from "../json.ts";
import { apiServerBaseUrl } from "./kargo-values.ts";
import { partValues } from "./part-values.ts";
import type { Platform } from "./platform.ts";
import type { OwnArgoCdCluster } from "./target-clusters.ts";
import { layered, type Values } from "./values.ts";

/** Name of the release of a shard's controller, and the beginning of what stands beside it. */
export function shardRelease(shard: string): string {
  return `kargo-shard-${shard}`;
}

/** Secret in Kargo's namespace with the kubeconfig of the cluster whose Argo CD the shard speaks to. */
export function shardKubeconfigSecret(shard: string): string {
  return `${shardRelease(shard)}-argocd`;
}

const off = { enabled: false };

/**
 * What Kargo's chart is installed with once more for the controller of a shard: the controller as the platform has it, told
 * its shard and the other cluster's Argo CD, and nothing else. What all controllers share (CRDs, ClusterRoles, webhooks,
 * namespaces) is the first release's, and the right to read Applications is given in the other cluster.
 *
 * @param login tells its kubeconfig from others: it reads that once, when it starts, and starts again with another
 */
export function kargoShardValues(
  platform: Platform,
  { kargoShard, argocdNamespace }: OwnArgoCdCluster,
  login: string,
): Values {
  const { image, global, controller } = partValues("kargo", platform);
  const { env } = controller as Values;
  const given = Array.isArray(env) ? env : [];
  const url = apiServerBaseUrl(platform);
  return {
    image,
    global,
    api: off,
    managementController: off,
    webhooksServer: off,
    externalWebhooksServer: off,
    garbageCollector: off,
    crds: { install: false },
    webhooks: { register: false },
    dataPlane: { install: false, controller: { install: true } },
    argocd: { dataPlane: { install: false, kargoController: { install: false } } },
    controller: layered(controller as Values, {
      // Its objects' names end with it, so that two controllers may stand in one namespace.
      id: kargoShard,
      shardName: kargoShard,
      argocd: { namespace: argocdNamespace },
      kubeconfigSecrets: { argocd: shardKubeconfigSecret(kargoShard) },
      podAnnotations: { "slipway.dev/argocd-login": login },
      // The chart knows Kargo's address only where its API is; pull requests link to it.
      env: given.some((each) => isRecord(each) && each["name"] === url.name) ? given : [...given, url],
    }),
  };
}
