import { type AST, parseTOML } from "toml-eslint-parser";
import { jsonNumber } from "./json-set.ts";
import { splitKey } from "./key-path.ts";
import { numberText } from "./number-text.ts";
import type { Update } from "./yaml-set.ts";

/** A value in a document, and where it stands. */
interface Place {
  readonly kind: string;
  /** Left out for tables and lists. */
  readonly range?: readonly [number, number];
}

/**
 * A TOML document as plain values: whole numbers as bigint, which expressions take for Go's ints.
 *
 * @throws Error when the text is no TOML
 */
export function parseToml(text: string): Record<string, unknown> {
  const root: Record<string, unknown> = {};
  eachValue(
    text,
    (path, node) => put(root, path, plain(node)),
    (path, isList) => put(root, path, isList ? [] : {}),
  );
  return root;
}

/**
 * Sets scalars in the text of a TOML document and leaves every other byte as it is.
 * Source: akuity/kargo v1.11.2, pkg/toml/toml.go, SetValuesInBytes.
 *
 * @throws Error when the text is no TOML, or a key leads to no scalar
 */
export function setTomlValues(text: string, updates: readonly Update[]): string {
  const places = indexPlaces(text);
  const changes = new Map<string, { readonly range: readonly [number, number]; readonly text: string }>();
  for (const { key, value } of updates) {
    let parts: string[];
    try {
      parts = splitKey(key);
    } catch (error) {
      throw new Error(`error splitting key ${key}: ${(error as Error).message}`, { cause: error });
    }
    const id = JSON.stringify(parts);
    const place = places.get(id);
    if (place === undefined) throw new Error(`error finding key ${key}: key path not found`);
    if (place.range === undefined) {
      throw new Error(`error finding key ${key}: key path addresses ${place.kind} instead of a scalar node`);
    }
    const written = tomlScalar(value);
    if (written === undefined) {
      throw new Error(`error formatting value for key ${key}: value is not a TOML scalar type`);
    }
    changes.set(id, { range: place.range, text: written });
  }
  return [...changes.values()]
    .sort((a, b) => b.range[0] - a.range[0])
    .reduce((result, change) => result.slice(0, change.range[0]) + change.text + result.slice(change.range[1]), text);
}

/** A value as Kargo's messages have it. */
export function tomlText(value: unknown): string {
  return tomlScalar(value) ?? (typeof value === "number" ? numberText(value) : String(value));
}

/**
 * A scalar as go-toml writes it: a text in single quotes unless something in it needs an escape, and every number with
 * a point, because Kargo reads all of a config's numbers as float64.
 * Source: pelletier/go-toml v2.2.4, marshaler.go.
 */
function tomlScalar(value: unknown): string | undefined {
  if (typeof value === "boolean") return String(value);
  if (typeof value === "number") return Number.isInteger(value) ? `${jsonNumber(value)}.0` : jsonNumber(value);
  if (typeof value !== "string") return undefined;
  return /['\p{Cc}]/u.test(value.replaceAll("\t", "")) ? basicString(value) : `'${value}'`;
}

const escapes: Readonly<Record<string, string>> = {
  "\\": "\\\\",
  '"': '\\"',
  "\b": "\\b",
  "\f": "\\f",
  "\n": "\\n",
  "\r": "\\r",
  "\t": "\\t",
};

function basicString(value: string): string {
  const escaped = [...value].map((character) => {
    const code = character.charCodeAt(0);
    const control = code < 0x20 || code === 0x7f;
    return escapes[character] ?? (control ? `\\u00${code.toString(16).toUpperCase().padStart(2, "0")}` : character);
  });
  return `"${escaped.join("")}"`;
}

function indexPlaces(text: string): Map<string, Place> {
  const places = new Map<string, Place>();
  const set = (path: readonly string[], place: Place) => places.set(JSON.stringify(path), place);
  const index = (path: readonly string[], node: AST.TOMLContentNode) => {
    if (node.type === "TOMLArray") {
      set(path, { kind: "Array" });
      for (const [at, element] of node.elements.entries()) index([...path, String(at)], element);
    } else if (node.type === "TOMLInlineTable") {
      set(path, { kind: "InlineTable" });
      for (const { key, value } of node.body) index([...path, ...keyParts(key)], value);
    } else set(path, { kind: node.kind, range: node.range });
  };
  eachValue(text, index, (path, isList, isElement) => {
    set(path, { kind: isList || isElement ? "ArrayTable" : "Table" });
  });
  return places;
}

/**
 * Walks a document: each value with the path of its table, and each table when it begins.
 *
 * @throws Error when the text is no TOML
 */
function eachValue(
  text: string,
  onValue: (path: string[], node: AST.TOMLContentNode) => void,
  onTable: (path: string[], isList: boolean, isElement: boolean) => void,
): void {
  let program: AST.TOMLProgram;
  try {
    program = parseTOML(text, { tomlVersion: "1.0" });
  } catch (error) {
    const { message, lineNumber } = error as Error & { readonly lineNumber?: number };
    throw new Error(`toml: line ${lineNumber ?? "?"}: ${message}`, { cause: error });
  }
  const counts = new Map<string, number>();
  for (const node of program.body[0].body) {
    if (node.type === "TOMLKeyValue") {
      onValue(keyParts(node.key), node.value);
      continue;
    }
    const path = node.resolvedKey.map(String);
    if (node.kind === "array") {
      const list = path.slice(0, -1);
      const id = JSON.stringify(list);
      if (!counts.has(id)) onTable(list, true, false);
      counts.set(id, (counts.get(id) ?? 0) + 1);
    }
    onTable(path, false, node.kind === "array");
    for (const { key, value } of node.body) onValue([...path, ...keyParts(key)], value);
  }
}

function keyParts({ keys }: AST.TOMLKey): string[] {
  return keys.map((key) => (key.type === "TOMLBare" ? key.name : key.value));
}

function plain(node: AST.TOMLContentNode): unknown {
  if (node.type === "TOMLArray") return node.elements.map(plain);
  if (node.type === "TOMLInlineTable") {
    const table: Record<string, unknown> = {};
    for (const { key, value } of node.body) put(table, keyParts(key), plain(value));
    return table;
  }
  if (node.kind === "integer") return node.bigint;
  if (node.kind === "offset-date-time") return node.value;
  // Go has types of its own for dates and times without a zone; in an output they are what stands in the file.
  return node.kind.startsWith("local-") && "datetime" in node ? node.datetime : node.value;
}

function put(root: Record<string, unknown>, path: readonly string[], value: unknown): void {
  let table = root as Record<string, unknown>;
  for (const part of path.slice(0, -1)) {
    if (!Object.hasOwn(table, part)) define(table, part, {});
    table = table[part] as Record<string, unknown>;
  }
  const last = path.at(-1) ?? "";
  const isTable = typeof value === "object" && value !== null && !(value instanceof Date);
  // A table's header may come after a part of what is in it.
  if (isTable && Object.hasOwn(table, last) && Object.keys(value).length === 0) return;
  define(table, last, value);
}

/** Also `__proto__` is an ordinary key. */
function define(table: Record<string, unknown>, key: string, value: unknown): void {
  Object.defineProperty(table, key, { value, enumerable: true, configurable: true, writable: true });
}
