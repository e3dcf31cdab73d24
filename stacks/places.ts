import type * as k8s from "@pulumi/kubernetes";
import { placeProblems } from "../model/check-places.ts";
import { type Compiled, type CompiledEnvironment, objectsOf } from "../model/compile.ts";
import { ProblemsError } from "../model/problem.ts";
import { shardProblems } from "../model/shards.ts";
import { reachCluster } from "./cluster-output.ts";
import type { StackSettings } from "./settings.ts";

/** One environment of one app. */
interface Member {
  readonly app: string;
  readonly environment: CompiledEnvironment;
}

/**
 * Makes sure that the environment's targets fit the clusters they are put into, and that each Stage's shard has a controller.
 *
 * @throws ProblemsError with everything that doesn't
 */
export function requireFitting(settings: StackSettings, members: readonly Member[]): void {
  const fitting = placeProblems(members, settings.compile);
  const parts = members.map(({ app, environment: { targets } }) => ({ app, objects: targets.flatMap(objectsOf) }));
  // What is wrong with a place's shard is told once, in the place's words.
  const unserved = fitting.some(({ rule }) => rule === "other-shard")
    ? []
    : shardProblems(parts, settings.shards ?? []);
  const problems = [...fitting, ...unserved];
  if (problems.length > 0) throw new ProblemsError(`clusters of environment ${settings.environment}`, problems);
}

/**
 * Makes sure that each Warehouse's shard has a controller.
 *
 * @throws ProblemsError with every one that has none
 */
export function requireServed({ shards = [] }: StackSettings, compiled: readonly Compiled[]): void {
  const parts = compiled.map(({ app, delivery: { warehouses } }) => ({ app, objects: warehouses }));
  const problems = shardProblems(parts, shards);
  if (problems.length > 0) throw new ProblemsError("shards", problems);
}

/**
 * Opens the clusters in which an environment's stack makes something itself: those with an Argo CD of their own, those with
 * guards, and, where nodes need a login to pull images, every other one. What Argo CD deploys needs no login of this stack's.
 *
 * @param guarded names of the clusters in which guards are to stand
 * @returns providers by cluster's name
 */
export async function reachPlaces(
  environments: readonly CompiledEnvironment[],
  { clusters = [], imageLogins }: StackSettings,
  guarded: ReadonlySet<string>,
): Promise<ReadonlyMap<string, k8s.Provider>> {
  const places = environments.flatMap(({ targets }) => targets.flatMap(({ place }) => place ?? []));
  const wanted = new Set([
    ...guarded,
    ...places.filter(({ shard }) => shard !== undefined || imageLogins !== undefined).map(({ cluster }) => cluster),
  ]);
  const reached = new Map<string, k8s.Provider>();
  for (const cluster of clusters)
    if (wanted.has(cluster.name)) reached.set(cluster.name, (await reachCluster(cluster)).provider);
  return reached;
}
