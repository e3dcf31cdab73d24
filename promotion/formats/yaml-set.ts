import { type CST, isAlias, isMap, isScalar, isSeq, LineCounter, type Node, parseAllDocuments, Scalar } from "yaml";
import { goQuoted } from "../../model/go-quoted.ts";
import { listIndex, splitKey } from "./key-path.ts";
import { numberText } from "./number-text.ts";

/** One change of a document: a key such as `image.tag` or `containers.0.image`, and what stands there from now on. */
export interface Update {
  readonly key: string;
  readonly value: unknown;
}

/** Longest line, in bytes, that Kargo reads. */
const maxLine = 1024 * 1024;

/**
 * Sets scalars in the text of a YAML document and leaves every other line as it is: from where a value begins, the rest
 * of its line is replaced, a comment after it too. A value of several lines keeps all but its first.
 * Source: akuity/kargo v1.11.2, pkg/yaml/yaml.go, SetValuesInBytes.
 *
 * @throws Error when the text is no YAML, or a key leads to no scalar
 */
export function setYamlValues(text: string, updates: readonly Update[]): string {
  const lines = new LineCounter();
  const [document] = parseAllDocuments(text, {
    lineCounter: lines,
    uniqueKeys: false,
    version: "1.1",
    merge: false,
    keepSourceTokens: true,
    logLevel: "error",
  });
  const failure = document && "errors" in document ? document.errors[0] : undefined;
  if (failure) throw new Error(`error unmarshaling input: yaml: ${failure.message}`);
  const changes = new Map<number, { readonly column: number; readonly value: unknown }>();
  for (const { key, value } of updates) {
    let parts: string[];
    try {
      parts = splitKey(key);
    } catch (error) {
      throw new Error(`error splitting key ${key}: ${(error as Error).message}`, { cause: error });
    }
    try {
      const offset = findScalar(document?.contents ?? null, parts);
      const { line, col } = lines.linePos(offset);
      changes.set(line - 1, { column: col - 1, value });
    } catch (error) {
      throw new Error(`error finding key ${key}: ${(error as Error).message}`, { cause: error });
    }
  }
  return linesOf(text)
    .map((line, index) => {
      const change = changes.get(index);
      if (change === undefined) return `${line}\n`;
      const kept = line.slice(0, change.column);
      return `${kept}${kept.endsWith(" ") ? "" : " "}${yamlText(change.value)}\n`;
    })
    .join("");
}

/** What Kargo writes for a value: a text that reads as a number, a boolean or JSON gets quotes. */
export function yamlText(value: unknown): string {
  if (typeof value === "number") return numberText(value);
  if (typeof value === "boolean") return String(value);
  if (typeof value !== "string") return value === null ? "<nil>" : JSON.stringify(value);
  return isFloat(value) || isBoolean(value) || isJson(value) ? goQuoted(value) : value;
}

/** Lines as Go's bufio.ScanLines gives them: without their end, and no empty one after the last. */
function linesOf(text: string): string[] {
  const lines = text.split("\n");
  if (lines.at(-1) === "") lines.pop();
  if (lines.some((line) => Buffer.byteLength(line) >= maxLine)) {
    throw new Error("error scanning input bytes: bufio.Scanner: token too long");
  }
  return lines.map((line) => line.replace(/\r$/, ""));
}

/**
 * @param properties offsets of the tag and anchor before the node
 * @returns where the scalar begins: at its tag or anchor, if it has one
 */
function findScalar(node: unknown, parts: readonly string[], properties: readonly number[] = []): number {
  const [part, ...rest] = parts;
  if (part === undefined) {
    if (isScalar(node)) return Math.min(startOf(node), ...properties);
    throw new Error("key path does not address a scalar node");
  }
  if (isMap(node)) {
    const pair = node.items.find(({ key }) => isScalar(key) && keyText(key) === part);
    if (pair !== undefined) {
      if (pair.value === null) throw new Error("key path does not address a scalar node");
      return findScalar(pair.value, rest, tokensBefore(pair.srcToken?.sep));
    }
  } else if (isSeq(node)) {
    const index = listIndex(part);
    if (index === undefined) throw new Error(`strconv.Atoi: parsing ${goQuoted(part)}: invalid syntax`);
    const item = node.items[index];
    // Kargo itself stops with a panic here, which ends the step with an error of other words.
    if (item === undefined) throw new Error(`index out of range [${index}] with length ${node.items.length}`);
    const token = node.srcToken && "items" in node.srcToken ? node.srcToken.items[index] : undefined;
    return findScalar(item, rest, tokensBefore(token?.start));
  }
  if (isAlias(node)) throw new Error("key path not found");
  throw new Error("key path not found");
}

/** A key as it is written, without quotes: Kargo compares `1` and `true` as texts. */
export function keyText(key: Scalar): string {
  if (key.type === Scalar.PLAIN || key.type === undefined) return key.source ?? String(key.value ?? "");
  return String(key.value);
}

function tokensBefore(tokens: readonly CST.SourceToken[] | undefined): number[] {
  return (tokens ?? []).filter(({ type }) => type === "tag" || type === "anchor").map(({ offset }) => offset);
}

function startOf(node: Node): number {
  return node.range?.[0] ?? 0;
}

/** As Go's strconv.ParseFloat reads it. */
function isFloat(text: string): boolean {
  if (/^[+-]?(inf|infinity)$/i.test(text) || /^nan$/i.test(text)) return true;
  // Underscores may stand between digits.
  const plain = text.replace(/(?<=[0-9a-fx])_(?=[0-9a-f])/gi, "");
  if (/^[+-]?0x([0-9a-f]+\.?[0-9a-f]*|\.[0-9a-f]+)p[+-]?\d+$/i.test(plain)) return true;
  // Out of range is an error as well.
  return /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(plain) && Number.isFinite(Number(plain));
}

function isBoolean(text: string): boolean {
  return ["1", "t", "T", "TRUE", "true", "True", "0", "f", "F", "FALSE", "false", "False"].includes(text);
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
