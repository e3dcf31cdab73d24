import {
  type Document,
  isAlias,
  isCollection,
  isMap,
  isScalar,
  isSeq,
  type Node,
  Pair,
  Scalar,
  type YAMLMap,
} from "yaml";
import { readYaml, writeYaml } from "./go-yaml.ts";

/**
 * Merges YAML documents as kyaml's merge2 does: maps field by field, a null removes its field, lists and scalars are
 * replaced; a field that is new comes behind the others, in the order of the alphabet.
 * Source: sigs.k8s.io/kustomize/kyaml v0.20.1, yaml/merge2/merge2.go and yaml/walk.
 *
 * @param texts the later ones win; empty ones count for nothing
 * @returns the empty text when nothing is there to merge
 * @throws Error when a text is no YAML, or maps meet something else
 */
export function mergeYaml(texts: readonly { readonly name: string; readonly text: string }[]): string {
  let target: Document | undefined;
  for (const { name, text } of texts) {
    let document: Document;
    try {
      document = readYaml(text);
    } catch (error) {
      throw new Error(`error reading input file ${name}: ${(error as Error).message}`, { cause: error });
    }
    if (document.contents === null || isNull(document.contents)) continue;
    if (target === undefined) {
      target = document;
      continue;
    }
    try {
      const known = isKubernetes(target.contents) || isKubernetes(document.contents);
      target.contents = merge(target.contents, document.contents, known) as typeof target.contents;
    } catch (error) {
      throw new Error(`error merging in file ${name}: ${(error as Error).message}`, { cause: error });
    }
  }
  return target === undefined ? "" : writeYaml(target);
}

type Value = Node | null | undefined;

/** @returns undefined when nothing is left */
function merge(into: Value, from: Value, known: boolean): Value {
  if (isMap(into) || (isNothing(into) && isMap(from))) {
    if (!isNothing(from) && !isMap(from)) throw new Error(wrongKind("mapping", from));
    return mergeMaps(into, from, known);
  }
  if (isSeq(into) || (isNothing(into) && isSeq(from))) {
    if (!isNothing(from) && !isSeq(from)) throw new Error(wrongKind("sequence", from));
    if (
      known &&
      into !== from &&
      isSeq(into) &&
      isSeq(from) &&
      [...into.items, ...from.items].some((item) => isMap(item))
    ) {
      throw new Error(
        "lists of maps in Kubernetes objects are merged by Kubernetes' own schema, which Slipway doesn't carry out",
      );
    }
    if (from === undefined) return into;
    return isNull(from) ? undefined : from;
  }
  if (isScalar(into) && !isNull(into)) {
    if (isCollection(from)) throw new Error(wrongKind("scalar", from));
    if (from === undefined) return into;
    return isNull(from) ? undefined : from;
  }
  // Nothing but nulls: one that is written stays when the other says nothing.
  if (from === undefined && isScalar(into) && isNull(into) && into.source) return into;
  return isNull(from) ? undefined : from;
}

function mergeMaps(into: Value, from: Value, known: boolean): Value {
  const directive = isMap(from) ? takeDirective(from) : undefined;
  if (directive === "delete") return undefined;
  if (isNull(from)) return undefined;
  // Merged with itself, a map loses what is null in it.
  if (!isMap(into)) return isMap(from) ? mergeFields(from, from, known) : from;
  if (directive === "replace") return from;
  if (isMap(from)) copyComments(from, into);
  if (into.items.length === 0 && isMap(from)) into.flow = from.flow ?? false;
  return mergeFields(into, isMap(from) ? from : undefined, known);
}

function mergeFields(into: YAMLMap, from: YAMLMap | undefined, known: boolean): YAMLMap {
  const names = new Set([...fieldNames(into), ...fieldNames(from)]);
  for (const name of [...names].sort()) {
    const pair = find(into, name);
    const other = find(from, name);
    const value = merge(
      pair?.value as Value,
      other === undefined ? undefined : ((other.value ?? nothing()) as Node),
      known,
    );
    if (value === undefined || value === null) into.items = into.items.filter((each) => each !== pair);
    else if (pair !== undefined) pair.value = value;
    else if (other !== undefined) into.items.push(new Pair(bareKey(other.key as Scalar), value));
  }
  return into;
}

const nothing = () => new Scalar(null);

function fieldNames(map: YAMLMap | undefined): string[] {
  return (map?.items ?? []).map(({ key }) => (isScalar(key) ? String(key.value) : ""));
}

function find(map: YAMLMap | undefined, name: string) {
  return map?.items.find(({ key }) => isScalar(key) && String(key.value) === name);
}

/** `$patch: delete` or `replace` in the overlay. */
function takeDirective(map: YAMLMap): string | undefined {
  const pair = find(map, "$patch");
  if (pair === undefined || !isScalar(pair.value)) return undefined;
  map.items = map.items.filter((each) => each !== pair);
  return String(pair.value.value);
}

/** A field that is new loses the comment above it. */
function bareKey(key: Scalar): Scalar {
  const bare = new Scalar(key.value);
  if (key.type !== undefined) bare.type = key.type;
  return bare;
}

function copyComments(from: Node, to: Node): void {
  for (const field of ["comment", "commentBefore"] as const) if (from[field]) to[field] = from[field];
}

/** The document is read without types: what is null is told by how it is written. */
function isNull(node: unknown): boolean {
  if (!isScalar(node)) return false;
  if (node.type === Scalar.PLAIN || node.type === undefined) {
    return node.value === null || ["", "~", "null", "Null", "NULL"].includes(String(node.value));
  }
  return false;
}

const isNothing = (node: Value): boolean => node === undefined || node === null || isNull(node);

function isKubernetes(node: unknown): boolean {
  return isMap(node) && find(node, "apiVersion") !== undefined && find(node, "kind") !== undefined;
}

function wrongKind(expected: string, node: unknown): string {
  const found = isMap(node) ? "MappingNode" : isSeq(node) ? "SequenceNode" : isAlias(node) ? "AliasNode" : "ScalarNode";
  const names = { mapping: "MappingNode", sequence: "SequenceNode", scalar: "ScalarNode" } as Record<string, string>;
  return `wrong Node Kind for  expected: ${names[expected]} was ${found}: value: {${String(node)}}`;
}
