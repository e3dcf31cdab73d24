import type { Problem } from "../problem.ts";
import type { Destination, Place, Places } from "../settings.ts";
import { listed, perhaps, shown } from "../words.ts";
import { inCluster, type TargetCluster } from "./target-clusters.ts";

/** How an environment's stack says where its targets run. */
export interface PlacesArgs {
  /** What `slipway:clusters` lists. */
  readonly clusters: readonly TargetCluster[];
  /** `slipway:cluster`; left out when it isn't set. */
  readonly cluster: Destination | undefined;
  /** `slipway:targets`: from target to the name of a cluster. */
  readonly targets: Readonly<Record<string, string>>;
}

/** Looks the chosen clusters up; a problem's path is that of the setting. */
export function placesOf({ clusters, cluster, targets }: PlacesArgs): {
  readonly places: Places | undefined;
  readonly problems: readonly Problem[];
} {
  const problems: Problem[] = [];
  const find = (path: string, name: string): Place | undefined => {
    if (name === inCluster) return undefined;
    const found = clusters.find((each) => each.name === name);
    if (found === undefined) problems.push(unknown(path, name, clusters));
    return found && place(found);
  };
  const named = cluster !== undefined && "name" in cluster && clusters.length > 0 ? cluster.name : undefined;
  const standard = named === undefined ? undefined : find("cluster.name", named);
  const listedTargets = Object.entries(targets).map(
    ([target, name]) => [target, name === inCluster ? own : find(`targets.${target}`, name)] as const,
  );
  const found = listedTargets.flatMap(([target, each]) => (each === undefined ? [] : [[target, each] as const]));
  const places =
    standard === undefined && found.length === 0
      ? undefined
      : { ...(standard !== undefined && { default: standard }), targets: Object.fromEntries(found) };
  return { places, problems };
}

/** The cluster of the stack itself, chosen for one target where the others run elsewhere. */
const own: Place = { cluster: inCluster, destination: { server: "https://kubernetes.default.svc" } };

function place(cluster: TargetCluster): Place {
  const { name } = cluster;
  if (cluster.kargoShard === undefined) return { cluster: name, destination: { name }, namespaces: cluster.namespaces };
  const { kargoShard: shard, argocdNamespace } = cluster;
  return { cluster: name, destination: own.destination, shard, argocdNamespace };
}

function unknown(path: string, name: string, clusters: readonly TargetCluster[]): Problem {
  const names = clusters.map((each) => each.name);
  return {
    rule: "unknown-cluster",
    severity: "error",
    path,
    message: "There is no such cluster in slipway:clusters",
    got: shown(name),
    allowed: listed([inCluster, ...names]),
    fix: perhaps(name, [inCluster, ...names], "Choose one of them, or add it there"),
  };
}
