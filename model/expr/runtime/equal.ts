import { Failure } from "./evaluation-error.ts";
import { numeric } from "./numbers.ts";
import { GoDuration, GoTime } from "./time.ts";
import { Bytes, elements, GoMap, GoStruct, isNil, typeName, type Value } from "./value.ts";

/**
 * expr-lang's ==: numbers of any kind by value, lists element by element, maps as Go's reflect.DeepEqual, in which an
 * int is no float. Source: expr-lang/expr v1.17.8, vm/runtime.
 */
export function equal(a: Value, b: Value): boolean {
  const left = numeric(a);
  const right = numeric(b);
  if (left !== undefined && right !== undefined) {
    return typeof left === typeof right ? left === right : Number(left) === Number(right);
  }
  if (left !== undefined || right !== undefined) named(left === undefined ? a : b);
  if (Array.isArray(a) && Array.isArray(b))
    return a.length === b.length && a.every((one, index) => equal(one as Value, b[index] as Value));
  if (isNil(a) && isNil(b)) return true;
  return deepEqual(a, b);
}

/** Upstream's compiler refuses to compare a month or weekday with a number. */
function named(value: Value): void {
  if (value instanceof GoStruct && value.type.startsWith("time."))
    throw new Failure(`invalid operation: == (mismatched types ${value.type} and int)`);
}

function deepEqual(a: Value, b: Value): boolean {
  if (a === b) return true;
  if (a === null || b === null || typeof a !== "object" || typeof b !== "object") return false;
  if (a instanceof GoTime && b instanceof GoTime) return a.nanoseconds === b.nanoseconds;
  if (a instanceof GoDuration && b instanceof GoDuration) return a.nanoseconds === b.nanoseconds;
  if (a instanceof GoMap && b instanceof GoMap) {
    if (a.type !== b.type || a.entries.size !== b.entries.size) return false;
    return [...a.entries].every(([key, one]) => b.entries.has(key) && deepEqual(one, b.entries.get(key) as Value));
  }
  if (a instanceof GoStruct && b instanceof GoStruct) {
    if (a.type !== b.type || a.own?.text !== b.own?.text) return false;
    return [...a.fields].every(([name, field]) => deepEqual(field.value, b.fields.get(name)?.value ?? null));
  }
  if (a instanceof Bytes && b instanceof Bytes) return String(a.value) === String(b.value);
  if (!Array.isArray(a) || !Array.isArray(b) || a.length !== b.length) return false;
  return isNil(a) === isNil(b) && a.every((one, index) => deepEqual(one as Value, b[index] as Value));
}

/** expr-lang's `in`: an element of a list, a key of a map, a field of a struct. */
export function isIn(needle: Value, within: Value): boolean {
  if (within === null) return false;
  const items = elements(within);
  if (items !== undefined) return items.some((one) => equal(one, needle));
  if (within instanceof GoMap) return within.entries.has(mapKey(needle, within));
  if (within instanceof GoStruct) {
    if (typeof needle !== "string")
      throw new Failure(`cannot use ${typeName(needle)} as field name of ${typeName(within)}`);
    return within.fields.has(needle);
  }
  throw new Failure(`operator "in" not defined on ${typeName(within)}`);
}

/** A key as Go looks it up: nil is the key type's zero, and in a map of texts nothing else is a key. */
export function mapKey(key: Value, map: GoMap): Value {
  if (map.textKeys) {
    if (key === null) return "";
    if (typeof key !== "string")
      throw new Failure(`reflect.Value.MapIndex: value of type ${typeName(key)} is not assignable to type string`);
    return key;
  }
  if (Array.isArray(key) || key instanceof GoMap)
    throw new Failure(`runtime error: hash of unhashable type ${typeName(key)}`);
  return key;
}
