/** expr-lang's functions on texts. Source: expr-lang/expr v1.17.8, builtin/builtin.go; Go's package strings. */

import { bytesOf } from "./base64.ts";
import { toGo } from "./border.ts";
import { Failure } from "./evaluation-error.ts";
import { format } from "./go-format.ts";
import { fromJson, toJson } from "./go-json.ts";
import { byteIndex, fromBytes, joined, toBytes } from "./go-string.ts";
import { toInt } from "./numbers.ts";
import { nilSlice, typeName, type Value } from "./value.ts";

export type Builtin = (...args: Value[]) => Value;

const mostRepeats = 1_000_000n;
const space = "\\t\\n\\v\\f\\r \\u0085\\u00a0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000";
const blanks = new RegExp(`^[${space}]+|[${space}]+$`, "g");

/** Go's type assertion. */
export function text(value: Value | undefined): string {
  if (typeof value === "string") return value;
  const got = value ?? null;
  throw new Failure(`interface conversion: interface {} is ${got === null ? "nil" : typeName(got)}, not string`);
}

export const texts: Readonly<Record<string, Builtin>> = {
  string: (value = null) => format(value),
  trim: (value, cut) => (cut === undefined ? text(value).replace(blanks, "") : trimmed(text(value), text(cut))),
  trimPrefix: (value, prefix = " ") =>
    text(value).startsWith(text(prefix)) ? text(value).slice(text(prefix).length) : text(value),
  trimSuffix: (value, suffix = " ") =>
    text(value).endsWith(text(suffix)) ? text(value).slice(0, text(value).length - text(suffix).length) : text(value),
  upper: (value) => [...text(value)].map(upper).join(""),
  lower: (value) => [...text(value)].map(lower).join(""),
  split: (value, by, most) => split(text(value), text(by), most, false),
  splitAfter: (value, by, most) => split(text(value), text(by), most, true),
  replace: (value, old, by, most) =>
    replace(text(value), text(old), text(by), most === undefined ? -1 : Number(toInt(most))),
  repeat: (value, times = null) => {
    const count = toInt(times);
    if (count < 0n) throw new Failure(`invalid argument for repeat (expected positive integer, got ${count})`);
    if (count > mostRepeats || BigInt(text(value).length) * count >= mostRepeats)
      throw new Failure("memory budget exceeded");
    return joined(text(value).repeat(Number(count)));
  },
  join: (list = null, by = "") => {
    if (!Array.isArray(list)) throw new Failure(`invalid argument for join (type ${typeName(list)})`);
    return joined(list.map((one: Value) => text(one)).join(text(by)));
  },
  indexOf: (value, sought) => BigInt(byteIndex(text(value), text(value).indexOf(text(sought)))),
  lastIndexOf: (value, sought) => BigInt(byteIndex(text(value), text(value).lastIndexOf(text(sought)))),
  hasPrefix: (value, prefix) => text(value).startsWith(text(prefix)),
  hasSuffix: (value, suffix) => text(value).endsWith(text(suffix)),
  toJSON: (value = null) => toJson(value, "  "),
  fromJSON: (value) => {
    const read = fromJson(text(value));
    if (read === undefined) throw new Failure("invalid JSON");
    return toGo(read.value);
  },
  toBase64: (value) => btoa(Array.from(toBytes(text(value)), (byte) => String.fromCharCode(byte)).join("")),
  fromBase64: (value) => fromBytes(bytesOf(text(value))),
};

function trimmed(value: string, cut: string): string {
  const set = new Set(cut);
  const chars = [...value];
  const start = chars.findIndex((char) => !set.has(char));
  const end = chars.findLastIndex((char) => !set.has(char));
  return start < 0 ? "" : chars.slice(start, end + 1).join("");
}

/** Go maps each character to one: what JavaScript makes two of stays, but for the letters with a titlecase partner. */
function upper(char: string): string {
  const made = char.toUpperCase();
  if ([...made].length === 1) return made;
  const code = char.codePointAt(0) ?? 0;
  const partner = (code >= 0x1f80 && code <= 0x1faf && code % 16 < 8) || [0x1fb3, 0x1fc3, 0x1ff3].includes(code);
  if (!partner) return char;
  return String.fromCodePoint(code >= 0x1fb0 ? code + 9 : code + 8);
}

function lower(char: string): string {
  const made = char.toLowerCase();
  return [...made].length === 1 ? made : char === "İ" ? "i" : char;
}

function split(value: string, by: string, most: Value | undefined, keep: boolean): Value {
  const limit = most === undefined ? -1 : Number(toInt(most));
  if (limit === 0) return nilSlice;
  const found = by === "" ? [...value] : value.split(by);
  if (limit < 0 || found.length <= limit) return keep ? kept(found, by) : found;
  const head = found.slice(0, limit - 1);
  const rest = found.slice(limit - 1).join(by);
  return keep ? [...head.map((one) => one + by), rest] : [...head, rest];
}

function kept(found: readonly string[], by: string): readonly string[] {
  return found.map((one, index) => (index < found.length - 1 ? one + by : one));
}

function replace(value: string, old: string, by: string, most: number): string {
  if (most === 0 || old === by) return value;
  if (old !== "") {
    const found = value.split(old);
    if (most < 0 || found.length - 1 <= most) return joined(found.join(by));
    return joined([found.slice(0, most + 1).join(by), ...found.slice(most + 1)].join(old));
  }
  const chars = [...value];
  const count = most < 0 ? chars.length + 1 : Math.min(most, chars.length + 1);
  let made = "";
  for (let index = 0; index <= chars.length; index += 1) made += (index < count ? by : "") + (chars[index] ?? "");
  return joined(made);
}
