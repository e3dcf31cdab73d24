import type { CompiledEnvironment } from "./compile/compiled.ts";
import { isRecord } from "./json.ts";
import type { Problem } from "./problem.ts";
import type { Settings } from "./settings.ts";
import { legible, listed, perhaps, shown } from "./words.ts";

/**
 * Whether an environment's targets fit the clusters that its stack's config puts them into: targets that no app has, a
 * namespace that Argo CD may not write in, a shard that isn't the cluster's. Argo CD and Kargo tell these late or never.
 *
 * @param members one environment of several apps, as compiled
 */
export function placeProblems(
  members: readonly { readonly app: string; readonly environment: CompiledEnvironment }[],
  { places }: Pick<Settings, "places">,
): Problem[] {
  return [
    ...unknownTargets(members, Object.keys(places?.targets ?? {})),
    ...members.flatMap(({ app, environment }) =>
      environment.targets.flatMap(({ place, stageName, applicationName, stage }): Problem[] => {
        if (place === undefined) return [];
        const path = `${legible(app)}.stages.${legible(stageName)}`;
        const spec = stage["spec"];
        const shard = isRecord(spec) ? spec["shard"] : undefined;
        const fitting = place.namespaces === undefined || place.namespaces.includes(applicationName);
        return [
          ...(fitting ? [] : [unreached(path, applicationName, place.cluster, place.namespaces ?? [])]),
          ...(shard === place.shard ? [] : [otherShard(path, shard, place.cluster, place.shard)]),
        ];
      }),
    ),
  ];
}

function unknownTargets(
  members: readonly { readonly environment: CompiledEnvironment }[],
  chosen: readonly string[],
): Problem[] {
  const known = [
    ...new Set(
      members.flatMap(({ environment: { name, targets } }) =>
        targets
          .filter(({ type, stageName }) => type !== "join" && stageName.startsWith(`${name}-`))
          .map(({ stageName }) => stageName.slice(name.length + 1)),
      ),
    ),
  ];
  return chosen
    .filter((target) => !known.includes(target))
    .map((target) => ({
      rule: "unknown-target",
      severity: "error",
      path: `slipway:targets.${legible(target)}`,
      message: "The environment has no such target",
      got: shown(target),
      allowed: listed(known, "no target: its one cluster is slipway:cluster"),
      fix: perhaps(target, known, "Take it out, or add the target to the definition"),
    }));
}

function unreached(path: string, namespace: string, cluster: string, namespaces: readonly string[]): Problem {
  return {
    rule: "unreached-namespace",
    severity: "error",
    path,
    message: `Argo CD has no rights in this namespace of cluster ${cluster}, and would refuse every object`,
    got: shown(namespace),
    allowed: listed(namespaces),
    fix: `Add it to the cluster's namespaces in slipway:clusters, and bring up the platform stack first`,
  };
}

function otherShard(path: string, shard: unknown, cluster: string, own: string | undefined): Problem {
  return {
    rule: "other-shard",
    severity: "error",
    path: `${path}.shard`,
    message:
      own === undefined
        ? `The platform's Argo CD deploys to cluster ${cluster}, and only Kargo's default controller speaks to that one`
        : `Only the controller of shard ${own} speaks to the Argo CD of cluster ${cluster}`,
    got: shown(shard),
    fix:
      own === undefined
        ? "Leave shard out, or give the cluster's entry this kargoShard"
        : "Leave shard out: it follows from the cluster",
  };
}
