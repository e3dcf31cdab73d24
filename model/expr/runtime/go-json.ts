/** Go's encoding/json: keys in order, HTML's characters escaped, and what it refuses. */
import { base64 } from "./base64.ts";
import { Failure } from "./evaluation-error.ts";
import { compareTexts, wellFormed } from "./go-string.ts";
import { encodeTime, GoDuration, GoLocation, GoTime } from "./time.ts";
import { Byte, Bytes, GoMap, GoStruct, isEmpty, nilSlice, typeName, type Value } from "./value.ts";

/** json.Marshal, or json.MarshalIndent with two spaces. */
export function toJson(value: Value, indent = ""): string {
  return write(value, indent, "\n");
}

function write(value: Value, indent: string, line: string): string {
  if (value === null || value === nilSlice) return "null";
  if (typeof value === "string") return quoted(value);
  if (typeof value === "number") return float(value);
  if (typeof value === "boolean" || typeof value === "bigint") return String(value);
  if (value instanceof Byte) return String(value.value);
  if (value instanceof Bytes) return `"${base64(value.value)}"`;
  if (value instanceof GoTime) return quoted(encodeTime(value));
  if (value instanceof GoDuration) return String(value.nanoseconds);
  if (value instanceof GoLocation) return "{}";
  const inner = line + indent;
  const body = (open: string, items: readonly string[], close: string): string => {
    if (items.length === 0) return open + close;
    return indent === "" ? open + items.join(",") + close : open + inner + items.join(`,${inner}`) + line + close;
  };
  if (Array.isArray(value))
    return body(
      "[",
      value.map((one: Value) => write(one, indent, inner)),
      "]",
    );
  const colon = indent === "" ? ":" : ": ";
  if (value instanceof GoMap) {
    if (!value.textKeys) throw new Failure(`json: unsupported type: ${value.type}`);
    const keys = [...value.entries.keys()].map(String).sort(compareTexts);
    return body(
      "{",
      keys.map((key) => quoted(key) + colon + write(value.entries.get(key) ?? null, indent, inner)),
      "}",
    );
  }
  if (value instanceof GoStruct) {
    if (value.own !== undefined) return write(value.own.json, indent, line);
    const fields = [...value.fields.values()].filter((field) => !(field.omitEmpty && isEmpty(field.value)));
    return body(
      "{",
      fields.map((field) => quoted(field.json) + colon + write(field.value, indent, inner)),
      "}",
    );
  }
  throw new Failure(`json: unsupported type: ${typeName(value)}`);
}

const escapes: Readonly<Record<string, string>> = {
  '"': '\\"',
  "\\": "\\\\",
  "\b": "\\b",
  "\f": "\\f",
  "\n": "\\n",
  "\r": "\\r",
  "\t": "\\t",
};

function quoted(text: string): string {
  const safe = wellFormed(text).replace(/["\\\p{Cc}<>&\u2028\u2029]/gu, (char) =>
    /[\x7f-\x9f]/.test(char) ? char : (escapes[char] ?? `\\u${char.charCodeAt(0).toString(16).padStart(4, "0")}`),
  );
  return `"${safe.replaceAll("\ufffd", text.includes("\ufffd") ? "\ufffd" : "\\ufffd")}"`;
}

/** JavaScript and Go's JSON agree on when a float is written with an exponent. */
function float(value: number): string {
  if (!Number.isFinite(value))
    throw new Failure(`json: unsupported value: ${Number.isNaN(value) ? "NaN" : value > 0 ? "+Inf" : "-Inf"}`);
  return Object.is(value, -0) ? "-0" : String(value);
}

/** json.Unmarshal into nothing in particular; undefined for what it refuses. */
export function fromJson(text: string): { readonly value: unknown } | undefined {
  try {
    let fits = true;
    const value: unknown = JSON.parse(text, (_, one: unknown) => {
      if (typeof one === "number" && !Number.isFinite(one)) fits = false;
      return one;
    });
    return fits ? { value } : undefined;
  } catch {
    return undefined;
  }
}
