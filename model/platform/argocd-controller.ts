import type { Values } from "./values.ts";

/** How Argo CD's application controllers share their work; docs/many-clusters.md says what to set at which size. */
export interface ArgocdController {
  /**
   * How many there are. Each looks after whole clusters: more of them than clusters do nothing. Default 1.
   * The chart repeats it in ARGOCD_CONTROLLER_REPLICAS, without which each would look after every cluster.
   */
  readonly replicas: number;
  /**
   * Which controller gets a cluster that names none (`shard`). Default `legacy`, Argo CD's own: by a hash, so unevenly.
   * `round-robin`: evenly, and most move when a cluster comes or goes. `consistent-hashing`: by the number of Applications,
   * and few move.
   */
  readonly shardingAlgorithm: (typeof algorithms)[number];
  /** Applications compared at once. Default: Argo CD's own 20. */
  readonly statusProcessors?: number;
  /** Applications synced at once. Default: Argo CD's own 10. */
  readonly operationProcessors?: number;
  /** Requests a second to each cluster's API server, and twice as many in a burst. Default: Argo CD's own 50. */
  readonly clientQPS?: number;
}

const algorithms = ["legacy", "round-robin", "consistent-hashing"] as const;

const count = { type: "integer", minimum: 1, maximum: 1000 };

/** What `slipway:platform` may say in `argocdController`. */
export const argocdControllerSchema = {
  type: "object",
  additionalProperties: false,
  properties: {
    replicas: count,
    shardingAlgorithm: { enum: algorithms },
    statusProcessors: count,
    operationProcessors: count,
    clientQPS: count,
  },
};

export const argocdControllerDefaults: ArgocdController = { replicas: 1, shardingAlgorithm: "legacy" };

/** Their part of the chart's values. Source of the names: argo-cd, docs/operator-manual/argocd-cmd-params-cm.yaml (3.5.1). */
export function argocdControllerValues(settings: ArgocdController): {
  readonly controller: Values;
  readonly params: Values;
} {
  const { replicas, shardingAlgorithm, statusProcessors, operationProcessors, clientQPS } = settings;
  return {
    controller: {
      replicas,
      ...(clientQPS !== undefined && {
        env: [
          { name: "ARGOCD_K8S_CLIENT_QPS", value: String(clientQPS) },
          { name: "ARGOCD_K8S_CLIENT_BURST", value: String(clientQPS * 2) },
        ],
      }),
    },
    params: {
      ...(shardingAlgorithm !== "legacy" && { "controller.sharding.algorithm": shardingAlgorithm }),
      ...(statusProcessors !== undefined && { "controller.status.processors": String(statusProcessors) }),
      ...(operationProcessors !== undefined && { "controller.operation.processors": String(operationProcessors) }),
    },
  };
}
