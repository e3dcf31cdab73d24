import type { Deployment } from "../../engine/pending-creates.ts";
import { ApiFailure } from "../../kube/api-failure.ts";
import { type Cluster, kinds } from "../../kube/cluster.ts";
import { isRecord } from "../../model/json.ts";
import type { TargetCluster } from "../../model/platform/target-clusters.ts";
import { type Finding, findingsOf } from "./finding.ts";

/** A stack whose state says what it made in a target cluster. */
export interface MadeThere {
  readonly name: string;
  readonly deployment: Deployment;
}

/**
 * Says of a cluster that it isn't the one that the platform stack made its namespaces in: none of them is there by the uid
 * that the state has, and no uid is given twice. Nothing else tells: the stack's name is the same, and Argo CD goes on
 * showing what it has in its cache.
 *
 * @param platform its state; undefined where it has none
 * @param environments stacks that make something in the cluster themselves
 * @param up what a user types for `slipway up`
 */
export async function judgeMadeAnew(
  cluster: Pick<Cluster, "get">,
  target: Pick<TargetCluster, "name" | "stack" | "kargoShard">,
  platform: MadeThere | undefined,
  environments: readonly string[],
  up: string,
): Promise<Finding[]> {
  const known = platform === undefined ? [] : namespacesIn(platform.deployment, target);
  if (platform === undefined || known.length === 0) return [];
  const found = await Promise.all(known.map((each) => isThere(cluster, each)));
  if (found.includes(true)) return [];
  const { name, stack, kargoShard } = target;
  const who = kargoShard === undefined ? "Argo CD" : `Kargo's controller of shard ${kargoShard}`;
  const names = known.map((each) => each.name).join(", ");
  const refreshed = [platform.name, ...environments].map(
    (each) => `pulumi refresh --run-program --stack ${each} --yes`,
  );
  const others = environments.length === 0 ? ", the same for each environment's stack that deploys there" : "";
  return [
    findingsOf("cluster").error(
      "target-made-anew",
      `cluster ${name} was made anew by stack ${stack}: it isn't the one that stack ${platform.name} made ${names} in, and ${who} has a login of the old one`,
      `Take what the old one had out of the state: ${refreshed.join("; ")}${others}. Then run ${up}, which makes it there`,
    ),
  ];
}

interface Namespace {
  readonly name: string;
  readonly uid: string;
}

async function isThere(cluster: Pick<Cluster, "get">, { name, uid }: Namespace): Promise<boolean> {
  try {
    const found = await cluster.get<{ metadata: Namespace }>(kinds.namespace, undefined, name);
    return found?.metadata.uid === uid;
  } catch (error) {
    if (error instanceof ApiFailure && error.status !== 0) return true; // Not ours to see, so nothing is known.
    throw error;
  }
}

/** Those that a state has of the cluster that this stack made, under whatever address; another stack's is another cluster. */
function namespacesIn(
  { resources = [] }: Deployment,
  { name: cluster, stack }: Pick<TargetCluster, "name" | "stack">,
): readonly Namespace[] {
  const provider = resources.find(
    ({ urn, inputs }) =>
      urn.endsWith(`::pulumi:providers:kubernetes::cluster-${cluster}`) && inputs?.["clusterIdentifier"] === stack,
  );
  if (provider === undefined) return [];
  return resources.flatMap(({ type, provider: by = "", outputs }) => {
    if (type !== "kubernetes:core/v1:Namespace" || !by.startsWith(`${provider.urn}::`)) return [];
    const { name, uid } = isRecord(outputs) && isRecord(outputs["metadata"]) ? outputs["metadata"] : {};
    return typeof name === "string" && typeof uid === "string" ? [{ name, uid }] : [];
  });
}
