import { unsupported } from "./evaluation-error.ts";
import { formatFloat } from "./go-format.ts";
import { wellFormed } from "./go-string.ts";
import { encodeTime, GoDuration, GoTime } from "./time.ts";
import { durationText } from "./time-text.ts";
import { Byte, GoMap, GoStruct, type Value } from "./value.ts";
import { literal, scalar } from "./yaml-scalar.ts";

/** How yaml.v3 indents. */
const step = 4;

/** What yaml.Marshal of go.yaml.in/yaml/v3 writes, which Kargo's asYAML() gives. */
export function toYaml(value: Value): string {
  return write(value, -1, false);
}

/**
 * A value behind `key:` or `-`, or at the top, and its newline. `indent` is that of the collection it stands in. The
 * first level inside a list skips `- `, every other goes to the next multiple of four.
 */
function write(value: Value, indent: number, inList: boolean): string {
  const inner = indent < 0 ? 0 : inList ? indent + 2 : step * Math.floor((indent + step) / step);
  const lead = indent < 0 || inList ? "" : `\n${" ".repeat(inner)}`;
  const between = `\n${" ".repeat(inner)}`;
  if (Array.isArray(value)) {
    if (value.length === 0) return `${space(indent)}[]\n`;
    const items = value.map((one: Value) => `-${write(one, inner, true)}`.replace(/\n$/, ""));
    return `${inList ? " " : ""}${lead}${items.join(between)}\n`;
  }
  const pairs = entries(value);
  if (pairs !== undefined) {
    if (pairs.length === 0) return `${space(indent)}{}\n`;
    const lines = pairs.map(([key, one]) => `${keyText(key)}:${write(one, inner, false)}`);
    return `${inList ? " " : ""}${lead}${joined(lines, between)}`;
  }
  return `${space(indent)}${plain(value, indent < 0 ? step : inner)}\n`;
}

/** Lines that end with their own newline; what a block text keeps behind itself stays. */
function joined(lines: readonly string[], between: string): string {
  return lines.map((line, index) => (index === 0 ? line : between.slice(1) + line)).join("");
}

function space(indent: number): string {
  return indent < 0 ? "" : " ";
}

function entries(value: Value): readonly (readonly [string, Value])[] | undefined {
  if (value instanceof GoMap) {
    if (![...value.entries.keys()].every((key) => typeof key === "string"))
      throw unsupported("asYAML of a map whose keys aren't texts");
    const pairs = [...value.entries] as [string, Value][];
    return pairs.sort(([a], [b]) => naturalOrder(a, b));
  }
  if (value instanceof GoStruct && value.own === undefined)
    return [...value.fields].map(([name, field]) => [name.toLowerCase(), field.value]);
  return undefined;
}

function keyText(key: string): string {
  if (key.includes("\n") || key.length > 128) throw unsupported("asYAML of a key as long as this");
  return scalar(wellFormed(key));
}

function plain(value: Value, indent: number): string {
  if (value === null) return "null";
  if (typeof value === "string") {
    const text = wellFormed(value);
    return literal(text, indent) ?? scalar(text);
  }
  if (typeof value === "boolean" || typeof value === "bigint") return String(value);
  if (typeof value === "number") return yamlFloat(value);
  if (value instanceof Byte) return String(value.value);
  if (value instanceof GoTime) return encodeTime(value);
  if (value instanceof GoDuration) return durationText(value.nanoseconds);
  if (value instanceof GoStruct && value.own !== undefined) return plain(value.own.json, indent);
  throw unsupported("asYAML of this");
}

function yamlFloat(value: number): string {
  if (Number.isNaN(value)) return ".nan";
  if (!Number.isFinite(value)) return value > 0 ? ".inf" : "-.inf";
  return formatFloat(value);
}

/** yaml.v3's order of keys: letters behind everything else, digits that stand together as one number. */
function naturalOrder(a: string, b: string): number {
  const left = [...a];
  const right = [...b];
  let digits = false;
  for (let at = 0; at < left.length && at < right.length; at += 1) {
    const [one = "", other = ""] = [left[at], right[at]];
    if (one === other) {
      digits = isDigit(one);
      continue;
    }
    const letters = [isLetter(one), isLetter(other)];
    if (letters[0] && letters[1]) return order(one, other);
    if (letters[0] || letters[1]) {
      if (digits) return letters[0] ? -1 : 1;
      return letters[0] ? 1 : -1;
    }
    return numberOrder(left, right, at) || order(one, other);
  }
  return left.length - right.length;
}

function numberOrder(left: readonly string[], right: readonly string[], at: number): number {
  let start = at;
  if (left[at] === "0" || right[at] === "0") {
    while (start > 0 && isDigit(left[start - 1] ?? "")) {
      start -= 1;
      if (left[start] !== "0") return lengths(left, right, at);
    }
  }
  return lengths(left, right, at);
}

/** The longer row of digits is the larger number. */
function lengths(left: readonly string[], right: readonly string[], at: number): number {
  const run = (chars: readonly string[]): string => /^\d*/.exec(chars.slice(at).join(""))?.[0] ?? "";
  const [one, other] = [run(left), run(right)];
  if (one === "" || other === "") return 0;
  return Number(one) - Number(other) || one.length - other.length;
}

function order(a: string, b: string): number {
  return (a.codePointAt(0) ?? 0) - (b.codePointAt(0) ?? 0);
}

function isDigit(char: string): boolean {
  return /^\p{Nd}$/u.test(char);
}

function isLetter(char: string): boolean {
  return /^\p{L}$/u.test(char);
}
