import type { FieldPath } from "./force-new.ts";
import { type Fields, isFields, Unknown, type Value } from "./value.ts";

export interface Difference {
  readonly kind: "add" | "delete" | "update";
  /** True when this field cannot change in place. */
  readonly replace: boolean;
}

type Step = string | number;

/**
 * Every field in which `wanted` differs from `current`, keyed by Pulumi's property path, at the outermost point where
 * they part. Both are pruned and normalized. null and an empty map of labels or annotations count as absent, as the
 * server drops them. An unknown differs from everything.
 */
export function differences(
  current: Fields,
  wanted: Fields,
  forceNew: readonly FieldPath[],
): ReadonlyMap<string, Difference> {
  const found = new Map<string, Difference>();
  const note = (path: readonly Step[], kind: Difference["kind"], value: Value) => {
    found.set(propertyPath(path), { kind, replace: forceNew.some((field) => touches(path, value, field)) });
  };
  const visit = (path: readonly Step[], old: Value | undefined, now: Value | undefined): void => {
    const had = !absent(path, old);
    const has = !absent(path, now);
    if (!has) {
      if (had && old !== undefined) note(path, "delete", null);
    } else if (!had || old === undefined) note(path, "add", now ?? null);
    else if (isFields(old) && isFields(now)) {
      for (const key of new Set([...Object.keys(old), ...Object.keys(now)])) visit([...path, key], old[key], now[key]);
    } else if (Array.isArray(old) && Array.isArray(now)) {
      for (let i = 0; i < Math.max(old.length, now.length); i++) visit([...path, i], old[i], now[i]);
    } else if (now instanceof Unknown || old !== now) note(path, "update", now ?? null);
  };
  for (const key of new Set([...Object.keys(current), ...Object.keys(wanted)])) visit([key], current[key], wanted[key]);
  return found;
}

function absent(path: readonly Step[], value: Value | undefined): boolean {
  if (value === undefined || value === null) return true;
  const dropped = path.length === 2 && path[0] === "metadata" && (path[1] === "labels" || path[1] === "annotations");
  return dropped && isFields(value) && Object.keys(value).length === 0;
}

/** True when a change of `value` at `path` changes the field: it lies at, below or above it. */
function touches(path: readonly Step[], value: Value, field: FieldPath): boolean {
  const names = path.filter((step): step is string => typeof step === "string");
  const shared = Math.min(names.length, field.length);
  for (let i = 0; i < shared; i++) if (names[i] !== field[i]) return false;
  let inside: Value | undefined = value;
  for (const key of field.slice(names.length)) {
    if (!isFields(inside)) return false;
    inside = inside[key];
  }
  return inside !== undefined;
}

/** `spec.template.metadata.labels["a.b"]`, `rules[0].verbs[1]`: Pulumi's notation (resource/property_path.go). */
export function propertyPath(path: readonly Step[]): string {
  return path.reduce<string>((text, step) => {
    if (typeof step === "number") return `${text}[${step}]`;
    if (step === "" || /[."[\]]/.test(step)) return `${text}["${step.replaceAll('"', '\\"')}"]`;
    return text === "" ? step : `${text}.${step}`;
  }, "");
}

/** True when the ignored property path covers the changed one: equal, or a parent of it. */
export function covers(ignored: string, changed: string): boolean {
  if (!changed.startsWith(ignored)) return false;
  const next = changed[ignored.length];
  return next === undefined || next === "." || next === "[";
}
