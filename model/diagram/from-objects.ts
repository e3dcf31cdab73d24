import { durationSeconds, goDuration } from "../duration.ts";
import { readCalendar } from "../freeze/state.ts";
import { freezeLabel, switchKeys } from "../freeze/switch.ts";
import { windowWords } from "../freeze/window.ts";
import { environmentLabel, protectedLabel } from "../keys.ts";
import { type Fields, fields, items, string } from "../manifests/reading.ts";
import { selects } from "../manifests/references/policies.ts";
import { joinName } from "../names.ts";
import type { Diagram, Gate, StageNode, WarehouseNode } from "./diagram.ts";
import { upstreamFirst } from "./upstream-first.ts";

/**
 * Kargo's objects of one Project as a diagram: those that `compile` made, those of anybody's manifests, or live ones.
 * What can't be read is left out; what is named but isn't there is shown as missing.
 *
 * @param objects Warehouses, Stages, for who promotes by itself the ProjectConfig, and for freezes their switches; others
 *   are passed over
 */
export function diagramOf(title: string, objects: readonly Readonly<Record<string, unknown>>[]): Diagram {
  const of = (kind: string) => objects.filter((object) => object["kind"] === kind).map(fields);
  const policies = of("ProjectConfig").flatMap(({ spec }) => items(fields(spec)["promotionPolicies"], []));
  const warehouses = of("Warehouse").map(warehouseNode);
  const calendars = new Map(of("ConfigMap").flatMap(calendarOf));
  const stages = of("Stage").map((stage) =>
    stageNode(
      stage,
      policies.map(({ value }) => value),
      calendars,
    ),
  );
  return withMissing({ title, warehouses, stages: upstreamFirst(stages) });
}

function warehouseNode(warehouse: Fields): WarehouseNode {
  const spec = fields(warehouse["spec"]);
  const expression = string(fields(spec["freightCreationCriteria"])["expression"]);
  return {
    name: nameOf(warehouse),
    subscriptions: items(spec["subscriptions"], []).flatMap(({ value }) =>
      Object.entries(value).map(([kind, entry]) => {
        const { repoURL, branch, name } = fields(entry);
        const which = string(branch) ?? string(name);
        return { kind, repoURL: string(repoURL) ?? "", ...(which !== undefined && { which }) };
      }),
    ),
    notes: [
      ...(expression === undefined ? [] : [`Freight only when ${criterionWords(expression)}`]),
      ...(spec["freightCreationPolicy"] === "Manual" ? ["Freight is assembled by hand"] : []),
    ],
  };
}

/** The two criteria that Slipway writes have words of their own; another one may be long and is only mentioned. */
function criterionWords(expression: string): string {
  const tag = /^imageFrom\('([^']+)'\)\??\.Tag$/;
  if (/^commitFrom\('[^']+'\)\??\.ID == imageFrom\('[^']+'\)\??\.Tag$/.test(expression))
    return "the image's tag is the commit";
  const sides = expression.split(" && ").flatMap((each) => each.split(" == "));
  const images = [...new Set(sides.map((side) => tag.exec(side)?.[1]?.split("/").at(-1)))];
  const sameTag = images.length > 1 && images.every((image) => image !== undefined);
  return sameTag ? `${images.join(", ")} have one tag` : "its criterion holds";
}

/** The windows of an environment by a freeze's switch, in words. */
function calendarOf(object: Fields): [environment: string, windows: readonly string[]][] {
  const environment = string(fields(fields(object["metadata"])["labels"])[freezeLabel]);
  const windows = readCalendar(string(fields(object["data"])[switchKeys.calendar]));
  return environment === undefined ? [] : [[environment, windows.map(windowWords)]];
}

function freezeGates(windows: readonly string[]): Gate[] {
  const [first] = windows;
  if (first === undefined) return [];
  // the zone is in the definition; a box has little room
  const text = windows.length === 1 ? `frozen ${first.replace(/ \(.*\)$/, "")}` : `frozen in ${windows.length} windows`;
  return [{ kind: "freeze", text }];
}

function stageNode(
  stage: Fields,
  policies: readonly Fields[],
  calendars: ReadonlyMap<string, readonly string[]>,
): StageNode {
  const name = nameOf(stage);
  const spec = fields(stage["spec"]);
  const labels = fields(fields(stage["metadata"])["labels"]);
  const environment = string(labels[environmentLabel]) ?? name;
  const steps = items(fields(fields(spec["promotionTemplate"])["spec"])["steps"], []).map(({ value }) => value);
  const requests = items(spec["requestedFreight"], []).map(({ value }) => {
    const sources = fields(value["sources"]);
    const upstreams = (Array.isArray(sources["stages"]) ? sources["stages"] : []).filter(
      (each) => typeof each === "string",
    );
    return {
      warehouse: string(fields(value["origin"])["name"]) ?? "",
      direct: sources["direct"] === true,
      upstreams,
      sources,
    };
  });
  const kind = steps.length === 0 ? "controlFlow" : name === joinName(environment) ? "join" : "promoted";
  const first: Gate[] =
    kind === "promoted"
      ? auto({ name, value: stage }, policies)
      : [{ kind, text: kind === "join" ? "join" : "control flow" }];
  return {
    name,
    environment,
    kind,
    requests: requests.map(({ sources: _, ...request }) => request),
    gates: [
      ...first,
      ...(requests.some(
        ({ sources, upstreams }) => upstreams.length > 1 && sources["availabilityStrategy"] === "All",
      ) && kind === "promoted"
        ? [{ kind: "all", text: "all upstream" } as const]
        : []),
      ...soaks(requests),
      ...(kind === "promoted" ? ownGates(steps, fields(spec["verification"])) : []),
      ...(kind === "promoted" ? freezeGates(calendars.get(environment) ?? []) : []),
      ...(labels[protectedLabel] === "true" ? [{ kind: "protected", text: "protected" } as const] : []),
    ],
  };
}

/** A controller has written down what is in force; else the first policy that selects the Stage decides, and none is no. */
function auto(stage: { readonly name: string; readonly value: Fields }, policies: readonly Fields[]): Gate[] {
  const status = fields(stage.value["status"]);
  const on =
    status["observedGeneration"] === undefined
      ? policies.find((policy) => selects(policy, stage) !== false)?.["autoPromotionEnabled"] === true
      : status["autoPromotionEnabled"] === true;
  return [on ? { kind: "auto", text: "auto" } : { kind: "manual", text: "manual" }];
}

function soaks(requests: readonly { readonly warehouse: string; readonly sources: Fields }[]): Gate[] {
  const times = requests.flatMap(({ warehouse, sources }) => {
    const time = string(sources["requiredSoakTime"]);
    return time === undefined ? [] : [{ warehouse, time: shortDuration(time) }];
  });
  const same =
    new Set(times.map(({ time }) => time)).size === 1 && (times.length === requests.length || requests.length === 1);
  return times
    .slice(0, same ? 1 : times.length)
    .map(({ warehouse, time }) => ({ kind: "soak", text: `soak ${time}${same ? "" : ` (${warehouse})`}` }));
}

function ownGates(steps: readonly Fields[], verification: Fields): Gate[] {
  const uses = steps.map((step) => step["uses"]);
  const templates = items(verification["analysisTemplates"], []).length;
  return [
    ...(uses.includes("git-open-pr") || uses.includes("git-wait-for-pr")
      ? [{ kind: "pullRequest", text: "pull request" } as const]
      : []),
    ...(templates === 0
      ? []
      : [{ kind: "verification", text: templates === 1 ? "verified" : `verified ×${templates}` } as const]),
  ];
}

/** `1h` of `1h0m0s`; a text that is no such duration stays as it is. */
export function shortDuration(text: string): string {
  const seconds = durationSeconds(text);
  return seconds === undefined || seconds === 0n
    ? text
    : goDuration(seconds)
        .replace(/(?<=[hm])0[ms]/g, "")
        .replace(/(?<=h)0s/, "");
}

function withMissing({ title, warehouses, stages }: Diagram): Diagram {
  const requests = stages.flatMap((stage) => stage.requests);
  const absent = (names: readonly string[], there: readonly { readonly name: string }[]) =>
    [...new Set(names)].filter((name) => !there.some((each) => each.name === name));
  return {
    title,
    warehouses: [
      ...warehouses,
      ...absent(
        requests.map(({ warehouse }) => warehouse),
        warehouses,
      ).map((name) => ({ name, subscriptions: [], notes: ["not found"] })),
    ],
    stages: [
      ...absent(
        requests.flatMap(({ upstreams }) => upstreams),
        stages,
      ).map((name): StageNode => ({ name, environment: name, kind: "missing", gates: [], requests: [] })),
      ...stages,
    ],
  };
}

function nameOf(object: Fields): string {
  return string(fields(object["metadata"])["name"]) ?? "";
}
