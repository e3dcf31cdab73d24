import type { Compiled } from "./compile/compiled.ts";
import type { PipelineStage } from "./definition/pipeline.ts";
import { isRecord } from "./json.ts";
import type { KubeObject } from "./object.ts";
import type { Problem } from "./problem.ts";
import { legible, listed, perhaps, shown } from "./words.ts";

/** The shard that a definition gives one of its targets; undefined when it gives none. */
export function shardOf(
  definition: Pick<PipelineStage, "shard"> | undefined,
  target: string | undefined,
): string | undefined {
  const shard = definition?.shard;
  if (shard === undefined || typeof shard === "string") return shard;
  return target === undefined ? undefined : shard[target];
}

/** Which of a pipeline's objects are asked about. */
type Part = Pick<Compiled, "app"> & { readonly objects: readonly KubeObject[] };

/**
 * Stages and Warehouses whose shard has no controller. Kargo takes them without a word, and nothing ever happens to them.
 * Source: GetShardRequirement of Kargo, pkg/controller/labels.go.
 *
 * @param served shards that a controller was installed for
 */
export function shardProblems(parts: readonly Part[], served: readonly string[]): Problem[] {
  return parts.flatMap(({ app, objects }) =>
    objects.flatMap((object): Problem[] => {
      const spec = object["spec"];
      const shard = isRecord(spec) ? spec["shard"] : undefined;
      if (typeof shard !== "string" || served.includes(shard)) return [];
      return [
        {
          rule: "unserved-shard",
          severity: "error",
          path: `${legible(app)} ${object.kind}/${object.metadata.name} spec.shard`,
          message: "No controller of Kargo looks after this shard: nothing would ever be done with it, and nobody told",
          got: shown(shard),
          allowed: listed(served, "none, since no cluster of slipway:clusters has a kargoShard"),
          fix: perhaps(
            shard,
            served,
            "Give the cluster's entry in slipway:clusters this kargoShard, name it in slipway:shards when somebody else runs its controller, or leave shard out",
          ),
        },
      ];
    }),
  );
}
