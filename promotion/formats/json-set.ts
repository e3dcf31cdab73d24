import { jsonChildren, jsonSpan } from "./json-scan.ts";

/** A part of a key: `:1` is the key "1", `1` a place in a list where there is one, `-1` the place after the last. */
interface Part {
  readonly name: string;
  readonly forced: boolean;
}

/**
 * Sets a value in the text of a JSON document without touching the rest of it; what is missing on the way is made.
 * Source: tidwall/sjson v1.2.5, sjson.go, and tidwall/gjson v1.14.2.
 *
 * @param raw the value as JSON
 * @throws Error when the key needs something that isn't there as it would have to be
 */
export function setJsonValue(text: string, key: string, raw: string): string {
  if (key === "") throw new Error("path cannot be empty");
  return setIn(text, splitPath(key), raw);
}

function splitPath(key: string): Part[] {
  const parts: Part[] = [];
  let name = "";
  let forced = false;
  let started = false;
  const finish = () => {
    parts.push({ name, forced });
    name = "";
    forced = false;
    started = false;
  };
  for (let at = 0; at < key.length; at += 1) {
    const character = key[at] ?? "";
    if (!started && character === ":") {
      forced = true;
      started = true;
      continue;
    }
    started = true;
    if (character === "\\") {
      at += 1;
      name += key[at] ?? "";
    } else if (character === ".") {
      finish();
    } else if ("|#@*?".includes(character)) {
      throw new Error(`a key with ${JSON.stringify(character)} in it is a query, which a dry run can't answer: ${key}`);
    } else {
      name += character;
    }
  }
  finish();
  return parts;
}

function setIn(text: string, parts: readonly Part[], raw: string): string {
  const [part, ...rest] = parts as [Part, ...Part[]];
  const found = findChild(text, part);
  if (found !== undefined) {
    const inner = rest.length > 0 ? setIn(text.slice(found.start, found.end), rest, raw) : raw;
    return text.slice(0, found.start) + inner + text.slice(found.end);
  }
  return insert(text, parts, raw);
}

function findChild(text: string, { name, forced }: Part) {
  const children = jsonChildren(text);
  if (children?.kind === "object") return children.entries.find((entry) => entry.key === name);
  // gjson knows nothing of a forced key and takes a number for a place.
  if (children?.kind === "array" && isPlace(name)) return children.entries[Number(name)];
  void forced;
  return undefined;
}

function insert(text: string, parts: readonly Part[], raw: string): string {
  const [part] = parts as [Part, ...Part[]];
  const place = part.forced ? undefined : placeOf(part.name);
  const span = jsonSpan(text);
  // What isn't a list or an object makes room for one.
  const own = span === undefined ? (place === undefined ? "{}" : "[]") : text.slice(span.start, span.end);
  const children = jsonChildren(own);
  const empty = children === undefined || children.entries.length === 0;
  if (children?.kind === "object") {
    return `${own.slice(0, own.lastIndexOf("}"))}${empty ? "" : ","}${build(parts, raw, false)}}`;
  }
  if (place === undefined) {
    if (part.name !== "-1" || part.forced) {
      throw new Error(`cannot set array element for non-numeric key '${part.name}'`);
    }
    return `${own.slice(0, own.lastIndexOf("]"))}${empty ? "" : ","}${build(parts, raw, true)}]`;
  }
  const known = (children?.entries ?? []).map(({ start, end }) => own.slice(start, end));
  const gaps = Array.from({ length: Math.max(0, place - known.length) }, () => "null");
  return `[${[...known, ...gaps, build(parts, raw, true)].join(",")}]`;
}

/** What is written for a key that isn't there yet, with everything below it. */
function build(parts: readonly Part[], raw: string, inList: boolean): string {
  const [part, next] = parts as [Part, ...Part[]];
  const prefix = inList ? "" : `${jsonText(part.name)}:`;
  if (next === undefined) return prefix + raw;
  const place = next.forced ? undefined : placeOf(next.name);
  const rest = parts.slice(1);
  if (place !== undefined) return `${prefix}[${"null,".repeat(place)}${build(rest, raw, true)}]`;
  if (next.name === "-1" && !next.forced) return `${prefix}[${build(rest, raw, true)}]`;
  return `${prefix}{${build(rest, raw, false)}}`;
}

const isPlace = (name: string): boolean => /^\d+$/.test(name);

/** sjson takes an empty part for the first place. */
const placeOf = (name: string): number | undefined => (/^\d*$/.test(name) ? Number(name) : undefined);

/** A text as Go's encoding/json writes it: what could end a script is escaped too. */
export function jsonText(text: string): string {
  const plain = /^[\x20-\x7f]*$/.test(text) && !/["\\]/.test(text);
  if (plain) return `"${text}"`;
  return JSON.stringify(text).replace(
    /[<>&\u2028\u2029]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}

/** A number as Go's strconv.FormatFloat(…, 'f', -1, 64) writes it: never with an exponent. */
export function jsonNumber(value: number): string {
  const [digits = "", exponent = ""] = String(value).split("e");
  if (exponent === "") return digits;
  const negative = digits.startsWith("-");
  const [whole = "", fraction = ""] = digits.replace("-", "").split(".");
  const all = whole + fraction;
  const point = whole.length + Number(exponent);
  const text =
    point <= 0
      ? `0.${"0".repeat(-point)}${all}`
      : point >= all.length
        ? all + "0".repeat(point - all.length)
        : `${all.slice(0, point)}.${all.slice(point)}`;
  return negative ? `-${text}` : text;
}
