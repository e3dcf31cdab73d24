import { type Fields, fields, string } from "../manifests/reading.ts";
import { engineOutput } from "./engine-output.ts";
import { isNoise, plainText } from "./engine-words.ts";
import type {
  DeclaredObject,
  EngineMessage,
  PolicyFinding,
  PropertyChange,
  ResourceChange,
  StackPreview,
} from "./stack-preview.ts";
import { isStackUrn, urnParts } from "./urn.ts";

/**
 * Reads one stack's run out of what the engine wrote. Values of properties are read of Kubernetes objects that draw the
 * pipeline, and of nothing else.
 *
 * @param text undefined: the file isn't there
 */
export function readPreview(stack: string, text: string | undefined): StackPreview {
  const { events, tellsPolicies, unread } = engineOutput(text ?? "");
  const of = (name: string) => events.flatMap((event) => (name in event ? [fields(event[name])] : []));
  const summary = of("summaryEvent").at(-1);
  const steps = of("resourcePreEvent").map(({ metadata }) => fields(metadata));
  const unchanged = fields(summary?.["resourceChanges"])["same"];
  return {
    stack,
    ...outcomeOf({ text, events: events.length, unread, summary }),
    changes: changesOf(steps),
    unchanged: typeof unchanged === "number" ? unchanged : 0,
    ...(tellsPolicies && summary !== undefined && { packs: packsOf(summary) }),
    findings: once(of("policyEvent").map(finding)),
    messages: once(of("diagnosticEvent").flatMap(message)).sort((a, b) =>
      a.severity < b.severity ? -1 : a.severity > b.severity ? 1 : 0,
    ),
    objects: objectsOf(steps),
  };
}

function outcomeOf(read: {
  text: string | undefined;
  events: number;
  unread: number;
  summary: Fields | undefined;
}): Pick<StackPreview, "outcome" | "why"> {
  const { text, events, unread, summary } = read;
  const unfinished = (why: string) => ({ outcome: "unfinished", why }) as const;
  if (text === undefined) return unfinished("there is no file of events: the preview ended before the engine began");
  if (text.trim() === "")
    return unfinished("the preview wrote nothing: it never began, or ended before the engine did");
  if (events === 0) return unfinished("the file holds no event of the engine");
  if (summary === undefined)
    return unfinished(`the events end without a summary${unread > 0 ? ", in the middle of a line" : ""}`);
  const result = string(summary["result"]) ?? "succeeded";
  return { outcome: result === "succeeded" ? "succeeded" : "failed" };
}

/** A replacement is three steps of one resource. Source: deploy.OpReplace and its kin, pulumi v3.259.0. */
const operations: Readonly<Record<string, ResourceChange["operation"]>> = {
  create: "create",
  update: "update",
  delete: "delete",
  import: "import",
  replace: "replace",
  "create-replacement": "replace",
  "delete-replaced": "replace",
  "import-replacement": "replace",
};

function changesOf(steps: readonly Fields[]): ResourceChange[] {
  const found = new Map<string, ResourceChange>();
  for (const step of steps) {
    const urn = string(step["urn"]) ?? "";
    const operation = operations[string(step["op"]) ?? ""];
    if (operation === undefined || isStackUrn(urn) || isGroup(step)) continue;
    const properties = propertiesOf(step);
    const known = found.get(urn);
    if (known === undefined || known.properties.length < properties.length)
      found.set(urn, { operation, ...urnParts(urn), properties });
  }
  return [...found.values()];
}

/** A component only holds others, which are told themselves. */
function isGroup(step: Fields): boolean {
  return fields(step["new"] ?? step["old"])["custom"] !== true;
}

function propertiesOf(step: Fields): PropertyChange[] {
  const hidden = hiddenPaths(fields(step["new"])["hideDiffs"]);
  const detailed = Object.entries(fields(step["detailedDiff"]));
  const all =
    detailed.length > 0
      ? detailed
      : (Array.isArray(step["diffs"]) ? step["diffs"] : []).map((path) => [path, {}] as const);
  return all
    .filter(
      ([path]) =>
        typeof path === "string" &&
        !hidden.some((each) => path === each || path.startsWith(`${each}.`) || path.startsWith(`${each}[`)),
    )
    .map(([path, diff]) => {
      const [kind = "", ...rest] = (string(fields(diff)["diffKind"]) ?? string(fields(diff)["kind"]) ?? "update").split(
        "-",
      );
      return { path, kind: kind === "add" || kind === "delete" ? kind : "update", replaces: rest.includes("replace") };
    });
}

/** Source: resource.PropertyPath as JSON, a list of keys and indexes. */
function hiddenPaths(value: unknown): string[] {
  if (!Array.isArray(value)) return [];
  return value
    .filter(Array.isArray)
    .map((path: readonly unknown[]) =>
      path.reduce<string>(
        (text, key) =>
          typeof key === "number" ? `${text}[${key}]` : text === "" ? String(key) : `${text}.${String(key)}`,
        "",
      ),
    );
}

function packsOf(summary: Fields): string[] {
  // The name comes with where the pack was found: `slipway|local|/work/policies`.
  return Object.entries(fields(summary["PolicyPacks"])).map(([name, version]) =>
    `${name.split("|")[0]} ${string(version) ?? ""}`.trim(),
  );
}

function finding(event: Fields): PolicyFinding {
  const urn = string(event["resourceUrn"]) ?? "";
  const level = string(event["enforcementLevel"]);
  return {
    policy: string(event["policyName"]) ?? "",
    mandatory: level === "mandatory",
    ...(urn !== "" && !isStackUrn(urn) && { resource: urnParts(urn).name }),
    message: plainText(string(event["message"]) ?? ""),
  };
}

function message(event: Fields): EngineMessage[] {
  const severity = string(event["severity"]);
  if ((severity !== "error" && severity !== "warning") || event["ephemeral"] === true) return [];
  const text = plainText(string(event["message"]) ?? "");
  const urn = string(event["urn"]) ?? "";
  if (text === "" || isNoise(text)) return [];
  return [{ severity, ...(urn !== "" && !isStackUrn(urn) && { resource: urnParts(urn).name }), message: text }];
}

const drawnTypes =
  /^kubernetes:(kargo\.akuity\.io\/.*:(Warehouse|Stage|ProjectConfig)|argoproj\.io\/.*:AnalysisTemplate)$/;

function objectsOf(steps: readonly Fields[]): DeclaredObject[] {
  const found = new Map<string, DeclaredObject>();
  for (const step of steps) {
    const urn = string(step["urn"]) ?? "";
    const operation = string(step["op"]) ?? "";
    const change = operation === "same" ? "same" : operations[operation];
    // what a replacement takes away has the name of what it puts there
    if (change === undefined || operation === "delete-replaced") continue;
    if (!drawnTypes.test(urnParts(urn).type)) continue;
    const state = fields(operation === "delete" ? step["old"] : (step["new"] ?? step["old"]));
    const kept = change === "replace" ? "update" : change === "import" ? "create" : change;
    found.set(urn, { change: kept, object: fields(state["inputs"]) });
  }
  return [...found.values()];
}

function once<T>(all: readonly T[]): T[] {
  return [...new Map(all.map((each) => [JSON.stringify(each), each])).values()];
}
