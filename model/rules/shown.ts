import { unknownValue } from "./rule.ts";

/** A judged value in a message: short, one line. */
export function shown(value: unknown): string {
  if (value === unknownValue) return "unknown";
  if (value === undefined) return "nothing";
  if (typeof value === "function") return "a function";
  if (typeof value === "symbol" || typeof value === "bigint") return String(value);
  const text = JSON.stringify(value);
  return text.length > 60 ? `${text.slice(0, 57)}…` : text;
}
