import { placesOf } from "../model/platform/places.ts";
import type { Platform } from "../model/platform/platform.ts";
import { labelName } from "../model/platform/schema-parts.ts";
import { schemaProblems } from "../model/platform/schema-problems.ts";
import { type TargetCluster, targetClustersOf } from "../model/platform/target-clusters.ts";
import type { Problem } from "../model/problem.ts";
import type { Destination, Places } from "../model/settings.ts";
import { shown } from "../model/words.ts";
import type { ConfigKey, ConfigReader } from "./config-reader.ts";
import { isRecordOfTexts, isTextList } from "./shapes.ts";

/**
 * Config about clusters beside the platform's own. `clusters` and `shards` are the project's, the same for every stack;
 * `cluster` and `targets` are an environment's.
 */
export const clusterKeys = {
  cluster: { name: "cluster", example: `'{"name": "prod-eu"}'` },
  targets: { name: "targets", example: `'{"eu": "prod-eu", "us": "prod-us"}'` },
  clusters: {
    name: "clusters",
    example: `'[{"name": "prod-eu", "stack": "acme/clusters/eu", "namespaces": ["goserver-prod-eu"]}]'`,
  },
  shards: { name: "shards", example: `'["eu"]'` },
} as const satisfies Record<string, ConfigKey>;

/** Every cluster that pipelines may deploy to beside the platform's own; keeps what is wrong with them. */
export function readClusters(reader: ConfigReader): readonly TargetCluster[] {
  const given = reader.json(clusterKeys.clusters, "a list of clusters", (value) => Array.isArray(value));
  if (given === undefined) return [];
  const { clusters, problems } = targetClustersOf(given);
  for (const problem of problems) report(reader, clusterKeys.clusters, problem);
  return clusters;
}

/** Argo CD puts a cluster whose shard it hasn't got on shard 0, and only a line of its log says so. */
export function requireShards(
  reader: ConfigReader,
  clusters: readonly TargetCluster[],
  { argocdController: { replicas } }: Pick<Platform, "argocdController">,
): void {
  for (const [index, cluster] of clusters.entries()) {
    const { shard } = cluster.kargoShard === undefined ? cluster : {};
    if (shard === undefined || shard < replicas) continue;
    report(reader, clusterKeys.clusters, {
      rule: "target-clusters",
      severity: "error",
      path: `clusters.${index}.shard`,
      message: "There is no such application controller, and Argo CD would let shard 0 look after the cluster",
      got: String(shard),
      allowed: replicas === 1 ? "0" : `0 to ${replicas - 1}`,
      fix: "Choose one of them, or raise argocdController.replicas in slipway:platform",
    });
  }
}

export interface ReadPlaces {
  /** Where Applications deploy to that `places` says nothing of; undefined: where Argo CD runs. */
  readonly cluster?: Destination;
  readonly places?: Places;
  /** Kargo's shards that have a controller. */
  readonly shards?: readonly string[];
  readonly clusters?: readonly TargetCluster[];
}

/** Where an environment's targets run. */
export function readPlaces(reader: ConfigReader): ReadPlaces {
  const before = reader.problems.length;
  const clusters = readClusters(reader);
  const cluster = readDestination(reader);
  const targets = reader.json(clusterKeys.targets, "an object from target to a cluster's name", isRecordOfTexts) ?? {};
  const others = readShards(reader);
  const wrong = reader.problems.length > before;
  const { places, problems } = wrong ? { places: undefined, problems: [] } : placesOf({ clusters, cluster, targets });
  for (const problem of problems)
    report(reader, problem.path.startsWith("targets") ? clusterKeys.targets : clusterKeys.cluster, problem);
  const shards = [...others, ...clusters.flatMap(({ kargoShard }) => kargoShard ?? [])];
  return {
    ...(cluster !== undefined && { cluster }),
    ...(places !== undefined && { places }),
    ...(shards.length > 0 && { shards }),
    ...(clusters.length > 0 && { clusters }),
  };
}

/** A name that isn't one is a shard that no controller has: its Stages would stand still without a word. */
function readShards(reader: ConfigReader): readonly string[] {
  const shards = reader.json(clusterKeys.shards, "a list of names of shards", isTextList) ?? [];
  for (const problem of schemaProblems("shards", "shards", { type: "array", items: labelName(33, "eu") }, shards))
    report(reader, clusterKeys.shards, problem);
  return shards;
}

function readDestination(reader: ConfigReader): Destination | undefined {
  const key = clusterKeys.cluster;
  const allowed = `{"server": URL} or {"name": NAME}`;
  const given = reader.json(key, allowed, isServerOrName);
  if (given === undefined) return undefined;
  if ("server" in given && !/^https?:\/\/[^\s/?#]+(\/[^\s?#]*)?$/.test(given.server)) {
    reader.report(key, "config-value", "server: this is no address of an API server", {
      got: shown(given.server),
      allowed: "https:// and a host, with a port if it has one, such as https://10.0.0.1:6443",
    });
    return undefined;
  }
  if (!("server" in given) || !("name" in given)) return given;
  reader.report(key, "config-conflict", "server and name are both set, and Argo CD takes a cluster by one of them", {
    got: JSON.stringify(given),
    allowed,
  });
  return undefined;
}

function isServerOrName(value: unknown): value is Destination {
  const keys = isRecordOfTexts(value) ? Object.keys(value) : [];
  return keys.length > 0 && keys.every((key) => key === "server" || key === "name");
}

function report(reader: ConfigReader, key: ConfigKey, { rule, path, message, got, allowed, fix }: Problem): void {
  const facts = { ...(got !== undefined && { got }), ...(allowed !== undefined && { allowed }), fix };
  reader.report(key, rule, `${path}: ${message}`, facts);
}
