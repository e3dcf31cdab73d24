import { compareTexts } from "./go-string.ts";
import { numeric } from "./numbers.ts";
import type { Value } from "./value.ts";

/** fmt's order of a map's keys: nil, ints, floats, texts; which kind comes first is Go's choice where kinds are mixed. */
export function compareKeys(a: Value, b: Value): number {
  if (typeof a === "string" && typeof b === "string") return compareTexts(a, b);
  const left = numeric(a);
  const right = numeric(b);
  if (left !== undefined && right !== undefined && typeof left === typeof right)
    return left < right ? -1 : left > right ? 1 : 0;
  return rank(a) - rank(b);
}

function rank(value: Value): number {
  if (value === null) return 0;
  if (typeof value === "boolean") return 1;
  if (typeof value === "bigint") return 2;
  return typeof value === "number" ? 3 : typeof value === "string" ? 4 : 5;
}
