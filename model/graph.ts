import type { Pipeline, PipelineStage } from "./definition/pipeline.ts";
import { isRecord } from "./json.ts";
import { joinName, stageBranch, stagesOf } from "./names.ts";

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
  /**
   * `controlFlow`: Freight only passes. `join`: made by compile in front of a Stage that asks several upstream Stages for a
   * soak time; Freight soaks there once all of them have verified it.
   */
  readonly type: "promoted" | "controlFlow" | "join";
  /** What it takes, one entry per Warehouse. */
  readonly requests: readonly GraphRequest[];
  /** All upstream Stages; empty for a Stage fed straight from its Warehouses. */
  readonly upstreams: readonly string[];
}

/** The Freight a Stage takes of one Warehouse. */
export interface GraphRequest {
  readonly warehouse: string;
  /** Empty: straight from the Warehouse. */
  readonly upstreams: readonly string[];
  readonly availabilityStrategy: "OneOf" | "All";
  /** As written; compile puts it in Go's spelling. */
  readonly requiredSoakTime?: string;
  readonly matchUpstream?: true;
}

/** Orders a pipeline that `check` has found right; environments of one depth keep the definition's order. */
export function graphOf(pipeline: Pipeline): Graph {
  const done = new Map<string, GraphEnvironment>();
  for (const first of Object.keys(pipeline.stages)) {
    // by hand and not by recursion: a pipeline of many thousand Stages in a row is deeper than the call stack
    const open = [first];
    for (let name = open.at(-1); name !== undefined; name = open.at(-1)) {
      const definition = pipeline.stages[name];
      if (definition === undefined) throw new Error(`graph of an unchecked pipeline: no Stage "${name}"`);
      const waiting = done.has(name)
        ? undefined
        : upstreamNames(definition.from).find((upstream) => !done.has(upstream));
      if (waiting !== undefined && open.includes(waiting)) throw new Error("graph of an unchecked pipeline: a circle");
      if (waiting !== undefined) open.push(waiting);
      else {
        if (!done.has(name)) done.set(name, environmentOf(name, definition, done));
        open.pop();
      }
    }
  }
  return { environments: [...done.values()] };
}

/** The environments a `from` names, each once. */
function upstreamNames(from: PipelineStage["from"]): readonly string[] {
  if (typeof from === "string") return [from];
  if (Array.isArray(from)) return from;
  if (isOrigin(from)) return [];
  return [...new Set(Object.values(from as Origins).flatMap((origin) => origin.stages ?? []))];
}

interface Origins {
  readonly [warehouse: string]: {
    readonly direct?: true;
    readonly stages?: string | readonly string[];
    readonly availabilityStrategy?: "OneOf" | "All";
    readonly requiredSoakTime?: string;
    readonly selectionPolicy?: string;
  };
}

function isOrigin(from: unknown): from is { kind: "Warehouse"; name: string } {
  return isRecord(from) && from.kind === "Warehouse" && typeof from.name === "string";
}

function environmentOf(
  name: string,
  definition: PipelineStage,
  done: ReadonlyMap<string, GraphEnvironment>,
): GraphEnvironment {
  const requests = requestsOf(definition, done);
  const controlFlow = definition.controlFlow === true;
  const joined = !controlFlow && requests.some(needsJoin);
  const common = {
    environment: name,
    protected: definition.protected ?? false,
    autoPromotion: (!definition.controlFlow && definition.autoPromotion) ?? false,
  };
  const stages = stagesOf(name, definition).map(
    ({ stage, target }): GraphStage => ({
      name: stage,
      ...(target === undefined ? {} : { target }),
      branch: stageBranch(stage),
      ...common,
      type: controlFlow ? "controlFlow" : "promoted",
      ...withUpstreams(
        joined ? requests.map((request) => (needsJoin(request) ? behindJoin(name, request) : request)) : requests,
      ),
    }),
  );
  if (!joined) return { name, protected: common.protected, stages };
  const join: GraphStage = {
    name: joinName(name),
    branch: stageBranch(joinName(name)),
    ...common,
    autoPromotion: true,
    type: "join",
    ...withUpstreams(requests.filter(needsJoin).map(({ requiredSoakTime: _soak, ...request }) => request)),
  };
  return { name, protected: common.protected, stages: [join, ...stages] };
}

/**
 * With a soak time and several upstream Stages that must all have verified it, Kargo never lists Freight that has soaked
 * further upstream too. Source: ListFreightFromWarehouse in Kargo, pkg/api/warehouse.go; akuity/kargo#4586.
 */
function needsJoin({ upstreams, availabilityStrategy, requiredSoakTime }: GraphRequest): boolean {
  return requiredSoakTime !== undefined && upstreams.length > 1 && availabilityStrategy === "All";
}

function behindJoin(name: string, request: GraphRequest): GraphRequest {
  return { ...request, upstreams: [joinName(name)] };
}

function withUpstreams(requests: readonly GraphRequest[]): Pick<GraphStage, "requests" | "upstreams"> {
  return { requests, upstreams: [...new Set(requests.flatMap((request) => request.upstreams))] };
}

function requestsOf(definition: PipelineStage, done: ReadonlyMap<string, GraphEnvironment>): GraphRequest[] {
  const { from } = definition;
  if (isOrigin(from)) return [{ warehouse: from.name, upstreams: [], availabilityStrategy: "All" }];
  if (typeof from !== "string" && !Array.isArray(from)) {
    return Object.entries(from as Origins).map(([warehouse, origin]) => ({
      warehouse,
      upstreams: [origin.stages ?? []].flat().flatMap((name) => promoted(done.get(name), warehouse)),
      ...how(origin),
    }));
  }
  const names = [from].flat() as readonly string[];
  const warehouses = new Set(
    names
      .flatMap((name) => done.get(name)?.stages ?? [])
      .flatMap((stage) => stage.requests.map((request) => request.warehouse)),
  );
  return [...warehouses].map((warehouse) => ({
    warehouse,
    upstreams: names.flatMap((name) => promoted(done.get(name), warehouse)),
    ...how(definition as Origins[string]),
  }));
}

function how({
  availabilityStrategy,
  requiredSoakTime,
  selectionPolicy,
}: Origins[string]): Omit<GraphRequest, "warehouse" | "upstreams"> {
  return {
    availabilityStrategy: availabilityStrategy ?? "All",
    ...(requiredSoakTime === undefined ? {} : { requiredSoakTime }),
    ...(selectionPolicy === "MatchUpstream" ? { matchUpstream: true as const } : {}),
  };
}

/** The Stages of an environment that have Freight of a Warehouse. */
function promoted(environment: GraphEnvironment | undefined, warehouse: string): string[] {
  return (environment?.stages ?? [])
    .filter((stage) => stage.type !== "join" && stage.requests.some((request) => request.warehouse === warehouse))
    .map((stage) => stage.name);
}
