import { type Document, isAlias, isMap, isPair, isScalar, isSeq, type LineCounter, type Pair } from "yaml";
import { isRecord } from "../json.ts";
import { legible } from "../words.ts";
import type { ManifestFinding, ObjectFinding, Path } from "./finding.ts";
import { pathText, withoutSecrets } from "./finding.ts";

/** One Kubernetes object of a file, with the way back to its text. */
export interface ManifestObject {
  readonly file: string;
  readonly apiVersion: string;
  readonly kind: string;
  /** Empty when it has none. */
  readonly name: string;
  /** Undefined when the manifest leaves it to whoever applies it. */
  readonly namespace: string | undefined;
  readonly value: Readonly<Record<string, unknown>>;
  /** A finding at a place in this object. */
  at(finding: ObjectFinding): ManifestFinding;
}

/** The text that objects were read from. */
export interface Source {
  readonly file: string;
  readonly text: string;
  readonly document: Document;
  readonly lines: LineCounter;
  /** Of objects that name none. */
  readonly namespace: string | undefined;
}

/** Kinds that have no namespace. */
const clusterWide = new Set([
  ...["Project", "ClusterConfig", "ClusterPromotionTask", "ClusterAnalysisTemplate", "Namespace"],
]);

/** @param prefix where in the document the object stands: not at its top when a List holds it */
export function manifestObject(source: Source, value: Readonly<Record<string, unknown>>, prefix: Path): ManifestObject {
  const metadata = isRecord(value.metadata) ? value.metadata : {};
  const kind = text(value.kind) ?? "";
  const name = text(metadata.name) ?? "";
  return {
    file: source.file,
    apiVersion: text(value.apiVersion) ?? "",
    kind,
    name,
    namespace: text(metadata.namespace) ?? (clusterWide.has(kind) ? undefined : source.namespace),
    value,
    at: ({ path, within, severity, message, ...finding }) => {
      const offset = offsetOf(source, [...prefix, ...path], within);
      const { line, col } = source.lines.linePos(offset);
      const where = [
        [kind, name]
          .filter((part) => part !== "")
          .map(legible)
          .join("/"),
        pathText(path),
      ]
        .filter((part) => part !== "")
        .join(" ");
      return withoutSecrets({
        ...finding,
        message: `${message.charAt(0).toUpperCase()}${message.slice(1)}`,
        severity: severity ?? "error",
        file: source.file,
        line: Math.max(line, 1),
        column: Math.max(col, 1),
        path: where,
      });
    },
  };
}

function text(value: unknown): string | undefined {
  return typeof value === "string" && value !== "" ? value : undefined;
}

/** A scalar's own place, else its key's; for what isn't written, the nearest thing around it that is. */
function offsetOf(source: Source, path: Path, within: ObjectFinding["within"]): number {
  let node: unknown = source.document.contents;
  let offset = start(node) ?? 0;
  for (const part of path) {
    if (isAlias(node)) node = node.resolve(source.document);
    if (isMap(node)) {
      const pair = pairOf(node, String(part), source.document);
      if (pair === undefined) return offset;
      node = pair.value;
      offset = (isScalar(node) ? start(node) : undefined) ?? start(pair.key) ?? offset;
    } else if (isSeq(node)) {
      node = node.items[Number(part)];
      offset = start(node) ?? offset;
    } else return offset;
  }
  if (within === undefined || !isScalar(node) || !node.range) return offset;
  const line = within.text.split("\n", 1)[0] ?? "";
  const inText = line === "" ? -1 : source.text.slice(node.range[0], node.range[1]).indexOf(line);
  return inText < 0 ? offset : node.range[0] + inText;
}

function pairOf(map: { readonly items: readonly unknown[] }, key: string, document: Document): Pair | undefined {
  const pairs = map.items.filter((item): item is Pair => isPair(item));
  const named = (name: string) => pairs.findLast((pair) => keyOf(pair) === name);
  const found = named(key);
  if (found !== undefined) return found;
  const merged = named("<<")?.value;
  const parts = isSeq(merged) ? merged.items : [merged];
  for (const part of parts) {
    const target = isAlias(part) ? part.resolve(document) : part;
    const inside = isMap(target) && target !== map ? pairOf(target, key, document) : undefined;
    if (inside !== undefined) return inside;
  }
  return undefined;
}

/** A merge key's value is a symbol. */
function keyOf({ key }: Pair): string | undefined {
  const value = isScalar(key) ? key.value : undefined;
  return typeof value === "symbol" ? value.description : String(value);
}

function start(node: unknown): number | undefined {
  const range = (node as { range?: readonly number[] | null } | null | undefined)?.range;
  return range?.[0];
}
