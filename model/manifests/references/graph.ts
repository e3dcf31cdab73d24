import { durationSeconds } from "../../duration.ts";
import { legible, listed, shown } from "../../words.ts";
import type { ManifestFinding } from "../finding.ts";
import type { ManifestObject } from "../object.ts";
import { fields } from "../reading.ts";
import { type FreightRequest, requestsOf } from "../stage.ts";
import type { Catalog } from "./catalog.ts";

/** One Stage as a taker of one Warehouse's Freight. */
interface Node {
  readonly stage: ManifestObject;
  readonly request: FreightRequest;
  readonly origin: string;
}

type Nodes = ReadonlyMap<string, Node>;

/** The way of each Warehouse's Freight from Stage to Stage: cycles, and Stages that it never reaches. */
export function graphFindings(catalog: Catalog): ManifestFinding[] {
  const all = catalog
    .of("Stage")
    .flatMap((stage) =>
      requestsOf(stage).flatMap((request) =>
        request.origin === undefined ? [] : [{ stage, request, origin: request.origin }],
      ),
    );
  const ways = Map.groupBy(all, ({ stage, origin }) => JSON.stringify([stage.namespace ?? "", origin]));
  return [...ways.values()].flatMap((way) => {
    const nodes = new Map(way.map((node) => [node.stage.name, node]));
    // copies of one Stage, as in overlays of several clusters, don't tell which of them belong together
    return nodes.size === way.length ? ofWay(nodes) : [];
  });
}

function ofWay(nodes: Nodes): ManifestFinding[] {
  const reached = reachable(nodes);
  const cycles = cyclesOf(nodes);
  const inCycle = new Set(cycles.flat().map(({ stage }) => stage.name));
  const behind = [...nodes.values()].filter(
    ({ stage, request }) => !reached.has(stage.name) && !inCycle.has(stage.name) && request.stages.length > 0,
  );
  return [
    ...cycles.map((cycle) => cycleFinding(cycle, reached)),
    ...behind.map((node) => unreachable(node)),
    ...[...nodes.values()].flatMap((node) => [...soakFinding(node, nodes), ...soakNowhere(node, nodes)]),
  ];
}

/** A Stage that isn't in the run may well get Freight. */
function reachable(nodes: Nodes): ReadonlySet<string> {
  const downstream = new Map<string, string[]>();
  const reached: string[] = [];
  for (const [name, { request }] of nodes) {
    if (request.direct || request.stages.some((upstream) => !nodes.has(upstream.name))) reached.push(name);
    for (const upstream of request.stages)
      downstream.set(upstream.name, [...(downstream.get(upstream.name) ?? []), name]);
  }
  const done = new Set(reached);
  for (let next = reached.pop(); next !== undefined; next = reached.pop()) {
    for (const name of downstream.get(next) ?? []) {
      if (done.has(name)) continue;
      done.add(name);
      reached.push(name);
    }
  }
  return done;
}

/** Each cycle once, from its first Stage by name. Without recursion: a pipeline may be longer than the stack. */
function cyclesOf(nodes: Nodes): Node[][] {
  const state = new Map<string, "open" | "done">();
  const cycles: Node[][] = [];
  for (const start of [...nodes.keys()].sort()) {
    const path: { readonly name: string; next: number }[] = [];
    const open = (name: string) => {
      state.set(name, "open");
      path.push({ name, next: 0 });
    };
    if (!state.has(start)) open(start);
    for (let at = path.at(-1); at !== undefined; at = path.at(-1)) {
      const upstream = nodes.get(at.name)?.request.stages[at.next]?.name;
      at.next += 1;
      if (upstream === undefined) {
        state.set(at.name, "done");
        path.pop();
      } else if (state.get(upstream) === "open") {
        const names = path.slice(path.findIndex(({ name }) => name === upstream)).map(({ name }) => name);
        // a Stage that names itself is told where the Stage is checked alone
        if (names.length > 1) cycles.push(names.toReversed().flatMap((name) => nodes.get(name) ?? []));
      } else if (nodes.has(upstream) && !state.has(upstream)) open(upstream);
    }
  }
  return cycles;
}

function cycleFinding(cycle: readonly Node[], reached: ReadonlySet<string>): ManifestFinding {
  const first = cycle.reduce((a, b) => (b.stage.name < a.stage.name ? b : a));
  const turned = [...cycle.slice(cycle.indexOf(first)), ...cycle.slice(0, cycle.indexOf(first)), first];
  const before = turned.at(-2)?.stage.name;
  const at = first.request.stages.find(({ name }) => name === before)?.path ?? first.request.path;
  const starves = cycle.every(({ stage }) => !reached.has(stage.name));
  return first.stage.at({
    rule: "cycle",
    severity: starves ? "error" : "warning",
    path: at,
    message: starves
      ? `These Stages wait for each other, so no Freight of ${shown(first.origin)} ever comes to them`
      : `Freight of ${shown(first.origin)} that came from these Stages goes back to them`,
    got: turned.map(({ stage }) => legible(stage.name)).join(" → "),
    fix: "Take one of these upstream Stages away",
  });
}

function unreachable({ stage, request, origin }: Node): ManifestFinding {
  return stage.at({
    rule: "unreachable-stage",
    path: [...request.path, "sources", "stages"],
    message: `No Freight of ${shown(origin)} can come here: none of the upstream Stages ever gets any`,
    got: listed(request.stages.map(({ name }) => name)),
    fix: "Mend the upstream Stages, or name others",
  });
}

/** Source: Kargo, pkg/api/warehouse.go, ListFreightFromWarehouse; akuity/kargo#4586. */
function soakFinding({ stage, request }: Node, nodes: Nodes): ManifestFinding[] {
  if (!request.all || request.requiredSoakTime === undefined || request.direct) return [];
  const named = new Set(request.stages.map(({ name }) => name));
  const further = request.stages
    .flatMap(({ name }) => nodes.get(name)?.request.stages ?? [])
    .find(({ name }) => !named.has(name));
  if (further === undefined) return [];
  return [
    stage.at({
      rule: "soak-with-all",
      severity: "warning",
      path: [...request.path, "sources", "availabilityStrategy"],
      message: `With All and a soak time Kargo never offers Freight that soaked further upstream too, here in ${legible(further.name)}: it is never promoted by itself, nor shown to choose`,
      got: `"All" with requiredSoakTime ${shown(request.requiredSoakTime)}`,
      fix: "Gather the Freight in a Stage that promotes by itself with a step that does nothing (compose-output), and let this Stage follow that one",
    }),
  ];
}

/** Freight only passes a control-flow Stage: it is never in one. Source: Freight.GetLongestSoak of Kargo, api/v1alpha1. */
function soakNowhere({ stage, request }: Node, nodes: Nodes): ManifestFinding[] {
  const soak = request.requiredSoakTime;
  if (soak === undefined || request.direct || request.stages.length === 0 || durationSeconds(soak) === 0n) return [];
  const passed = request.stages.filter(({ name }) => {
    const upstream = nodes.get(name)?.stage;
    return upstream !== undefined && fields(upstream.value.spec).promotionTemplate === undefined;
  });
  const ends = request.all ? passed.length === 0 : passed.length < request.stages.length;
  if (ends) return [];
  return [
    stage.at({
      rule: "soak-after-control-flow",
      severity: "warning",
      path: [...request.path, "sources", "requiredSoakTime"],
      message: "Freight passes a Stage without promotionTemplate and never soaks there, so this wait never ends",
      got: `${shown(soak)} after ${listed(passed.map(({ name }) => name))}`,
      fix: "Name the Stages before it, or give it a promotionTemplate",
    }),
  ];
}
