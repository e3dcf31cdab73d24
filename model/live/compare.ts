import { handPrefix } from "../freeze/switch.ts";
import { protectedLabel } from "../keys.ts";
import type { ManifestFinding, Path } from "../manifests/finding.ts";
import type { KubeObject } from "../object.ts";
import { redacted } from "../redacted.ts";
import { legible } from "../words.ts";
import type { WantedObject } from "./definition.ts";
import { type Difference, differences } from "./differences.ts";
import { filledInOf } from "./filled-in.ts";
import { findingAt } from "./finding-at.ts";
import { type LiveObject, placeOf } from "./live-object.ts";
import { writtenBy } from "./writers.ts";

/** One object by what the API server knows it by. */
export function keyOf({ apiVersion, kind, metadata }: KubeObject): string {
  return `${apiVersion.split("/")[0]} ${kind} ${metadata.namespace ?? ""}/${metadata.name}`;
}

export interface Compared {
  /** How the cluster is named in messages. */
  readonly cluster: string;
  readonly live: ReadonlyMap<string, LiveObject>;
  /** The command that brings a stack up. */
  readonly up: (stack: string) => string;
  /** Whether objects of this kind, in this namespace, could be read; what couldn't isn't missing. */
  readonly isRead: (object: KubeObject) => boolean;
}

/** What is missing or was changed, of what stacks register. */
export function comparedWith(wanted: readonly WantedObject[], compared: Compared): ManifestFinding[] {
  const readable = wanted.filter(({ object }) => compared.isRead(object));
  const absent = absentStacks(readable, compared);
  const never = [...absent].map((stack) =>
    nothingThere(
      stack,
      readable.filter((each) => each.stack === stack),
      compared,
    ),
  );
  const there = readable.filter(({ stack }) => !absent.has(stack));
  return [
    ...never,
    ...there.flatMap(({ stack, object }) => {
      const live = compared.live.get(keyOf(object));
      if (live === undefined) return [missing(stack, object, compared)];
      return changesOf(object, live).map((each) => changed(stack, live, each, compared));
    }),
  ];
}

/** Stacks of which nothing is there: told once, whatever they would have. */
export function absentStacks(wanted: readonly WantedObject[], { live, isRead }: Compared): ReadonlySet<string> {
  const byStack = Map.groupBy(
    wanted.filter(({ object }) => isRead(object)),
    ({ stack }) => stack,
  );
  const absent = [...byStack].filter(([, members]) => members.every(({ object }) => !live.has(keyOf(object))));
  return new Set(absent.map(([stack]) => stack));
}

/** The differences of an object, without what belongs to controllers: status, an Application's operation, others' labels. */
export function changesOf(wanted: KubeObject, live: LiveObject): Difference[] {
  const isFilledIn = filledInOf(wanted.kind);
  const keys = new Set([...Object.keys(wanted), ...Object.keys(live)]);
  const own = [...keys].filter((key) => !["apiVersion", "kind", "metadata", "status", "operation"].includes(key));
  return [
    ...metadataChanges(wanted, live),
    ...own
      .flatMap((key) => differences(wanted[key], live[key], [key], isFilledIn))
      .filter(({ path }) => !isPeoples(path)),
  ];
}

/** Keys of a freeze's switch that only people write. */
function isPeoples([field, key]: Path): boolean {
  return field === "data" && String(key).startsWith(handPrefix);
}

/** Others may add labels, annotations and finalizers; none of those that were compiled may be gone or changed. */
function metadataChanges({ metadata: wanted }: KubeObject, { metadata: live }: LiveObject): Difference[] {
  const maps = (["labels", "annotations"] as const).flatMap((key) =>
    Object.entries(wanted[key] ?? {}).flatMap(([name, compiled]): Difference[] => {
      const found = live[key]?.[name];
      return found === compiled ? [] : [{ path: ["metadata", key, name], live: found, compiled }];
    }),
  );
  const gone = (wanted.finalizers ?? []).filter((each) => live.finalizers?.includes(each) !== true);
  const finalizers = gone.map(
    (each): Difference => ({ path: ["metadata", "finalizers"], live: live.finalizers, compiled: each }),
  );
  return [...maps, ...finalizers];
}

function changed(
  stack: string,
  live: LiveObject,
  { path, live: found, compiled }: Difference,
  { cluster, up }: Compared,
): ManifestFinding {
  const isLabel = samePath(path, ["metadata", "labels", protectedLabel]);
  const writer = writtenBy(live, path);
  const message = isLabel
    ? "Nothing tells guards any more that this is protected"
    : found === undefined
      ? "This is in the definition and not in the cluster"
      : compiled === undefined
        ? "This is in the cluster and not in the definition"
        : "The cluster has something else here than the definition";
  return findingAt(cluster, placeOf(live), {
    rule: isLabel ? "protected-label" : "changed-by-hand",
    path,
    message,
    got: [valueText(found), ...(writer === undefined ? [] : [writer])].join(", "),
    allowed: valueText(compiled),
    fix: putBack(up(stack)),
  });
}

function missing(stack: string, object: KubeObject, { cluster, up }: Compared): ManifestFinding {
  return findingAt(cluster, placeOf(object), {
    rule: "missing-object",
    path: [],
    message: "This is in the definition and not in the cluster",
    fix: `Run ${up(stack)}: it makes the object again${object.kind === "Stage" ? ", without its history of Freight" : ""}`,
  });
}

function nothingThere(stack: string, members: readonly WantedObject[], { cluster, up }: Compared): ManifestFinding {
  const [first] = members;
  return findingAt(
    cluster,
    members.length === 1 && first !== undefined ? placeOf(first.object) : `stack ${legible(stack)}`,
    {
      rule: "missing-object",
      path: [],
      message: "Nothing of this stack is in the cluster",
      got: "no object",
      allowed: members.length === 1 ? "1 object" : `${members.length} objects`,
      fix: `Run ${up(stack)}, or take it out of the definition`,
    },
  );
}

/** @param up the command */
export function putBack(up: string): string {
  return `Run ${up} to put it back, or write it into the definition`;
}

/** A value in one short line: `true`, `"1h0m0s"`, `{"name":"prod"}`. */
export function valueText(value: unknown): string {
  if (value === undefined) return "nothing";
  const text = redacted(JSON.stringify(value));
  return text.length > 120 ? `${text.slice(0, 119)}…` : text;
}

function samePath(a: Path, b: Path): boolean {
  return a.length === b.length && a.every((part, index) => part === b[index]);
}
