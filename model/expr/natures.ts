/**
 * What upstream's compiler knows of a value before anything runs. What depends on a variable or on a function of Kargo's
 * is unknown and fits everywhere. Source: expr-lang/expr v1.17.8, checker/checker.go and checker/nature.
 */
export interface Nature {
  readonly kind: "unknown" | "nil" | "bool" | "int" | "float" | "string" | "bytes" | "map" | "array" | "func" | Moment;
  /** Of a list. */
  readonly element?: Nature;
}
type Moment = "time.Time" | "time.Duration" | "location";

export const unknown: Nature = { kind: "unknown" };
export const bool: Nature = { kind: "bool" };
export const int: Nature = { kind: "int" };
export const float: Nature = { kind: "float" };
export const string: Nature = { kind: "string" };
export const nil: Nature = { kind: "nil" };

export function arrayOf(element: Nature): Nature {
  return { kind: "array", element };
}

export function isNumber(nature: Nature): boolean {
  return nature.kind === "int" || nature.kind === "float";
}

export function isArray(nature: Nature): boolean {
  return nature.kind === "array" || nature.kind === "bytes";
}

/** Whether == may stand between them. */
export function comparable(a: Nature, b: Nature): boolean {
  const kinds = [a.kind, b.kind];
  if (kinds.includes("unknown") || kinds.includes("nil")) return true;
  return a.kind === b.kind || (isNumber(a) && isNumber(b)) || (isArray(a) && isArray(b));
}

/** One of them unknown, and the other, unless that is unknown too, of one of the kinds. */
export function maybe(a: Nature, b: Nature, ...kinds: readonly Nature["kind"][]): boolean {
  if (a.kind === "unknown") return b.kind === "unknown" || kinds.includes(b.kind);
  return b.kind === "unknown" && kinds.includes(a.kind);
}

const names: Readonly<Partial<Record<Nature["kind"], string>>> = {
  float: "float64",
  bytes: "[]uint8",
  map: "map[string]interface {}",
  array: "[]interface {}",
};

/** As upstream writes it in a message. */
export function natureName(nature: Nature): string {
  return names[nature.kind] ?? nature.kind;
}
