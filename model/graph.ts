import type { Pipeline } from "./definition.ts";
import { stageBranch, stagesOf } from "./names.ts";

/** A checked pipeline as values in the order of promotion. */
export interface Graph {
  readonly environments: readonly GraphEnvironment[];
}

export interface GraphEnvironment {
  readonly name: string;
  readonly protected: boolean;
  readonly stages: readonly GraphStage[];
}

/** One of Kargo's Stages: an environment, or one target of it. */
export interface GraphStage {
  readonly name: string;
  readonly environment: string;
  readonly target?: string;
  readonly branch: string;
  readonly protected: boolean;
  readonly autoPromotion: boolean;
  /** The Warehouse whose Freight it takes, directly or through its upstream Stages. */
  readonly warehouse: string;
  /** Upstream Stages; empty for a Stage fed straight from its Warehouse. */
  readonly upstreams: readonly string[];
  /** As written; compile puts it in Go's spelling. */
  readonly requiredSoakTime?: string;
  readonly overlay: string;
}

/** Orders a pipeline that `check` has found right; environments of one depth keep the definition's order. */
export function graphOf(pipeline: Pipeline): Graph {
  const done = new Map<string, GraphEnvironment>();
  const visit = (name: string): GraphEnvironment => {
    const known = done.get(name);
    if (known !== undefined) return known;
    const definition = pipeline.stages[name];
    if (definition === undefined) throw new Error(`graph of an unchecked pipeline: no Stage "${name}"`);
    const upstream = typeof definition.from === "string" ? visit(definition.from) : undefined;
    const environment = environmentOf(pipeline, name, upstream);
    done.set(name, environment);
    return environment;
  };
  for (const name of Object.keys(pipeline.stages)) visit(name);
  return { environments: [...done.values()] };
}

function environmentOf(pipeline: Pipeline, name: string, upstream: GraphEnvironment | undefined): GraphEnvironment {
  const definition = pipeline.stages[name];
  const warehouse =
    upstream?.stages[0]?.warehouse ?? (typeof definition?.from === "object" ? definition.from.name : "");
  const isProtected = definition?.protected ?? false;
  const stages = stagesOf(name, definition).map(
    ({ stage, target }): GraphStage => ({
      name: stage,
      environment: name,
      ...(target === undefined ? {} : { target }),
      branch: stageBranch(stage),
      protected: isProtected,
      autoPromotion: definition?.autoPromotion ?? false,
      warehouse,
      upstreams: (upstream?.stages ?? []).map((up) => up.name),
      ...(definition?.requiredSoakTime === undefined ? {} : { requiredSoakTime: definition.requiredSoakTime }),
      overlay: pipeline.promotionTemplate.overlays[stage] ?? "",
    }),
  );
  return { name, protected: isProtected, stages };
}
