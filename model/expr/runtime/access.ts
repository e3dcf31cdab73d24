/** Members, elements and slices. Source: expr-lang/expr v1.17.8, vm/runtime/runtime.go and builtin/lib.go. */

import { mapKey } from "./equal.ts";
import { Failure } from "./evaluation-error.ts";
import { format } from "./go-format.ts";
import { byteLength, sliced, toBytes } from "./go-string.ts";
import { toInt } from "./numbers.ts";
import { GoDuration, GoTime } from "./time.ts";
import { timeMethod } from "./time-methods.ts";
import { Byte, Bytes, elements, GoMap, GoStruct, nilSlice, typeName, type Value } from "./value.ts";

/** `from[key]` and `from.key`: a missing key of a map is its zero, nil for most; everything else missing fails. */
export function fetch(from: Value, key: Value): Value {
  const found = lookUp(from, key);
  if (found !== undefined) return found;
  if (from instanceof GoMap) return from.missing;
  if (from !== null && (typeof from === "string" || elements(from) !== undefined)) {
    const length = typeof from === "string" ? byteLength(from) : (elements(from) ?? []).length;
    const index = toInt(key);
    throw new Failure(`index out of range: ${index < 0n ? BigInt(length) + index : index} (array length is ${length})`);
  }
  throw new Failure(`cannot fetch ${format(key)} from ${typeName(from)}`);
}

/** expr-lang's get(): nil for what isn't there. */
export function get(from: Value, key: Value): Value {
  return lookUp(from, key) ?? (from instanceof GoStruct && typeof key !== "string" ? fetch(from, key) : null);
}

function lookUp(from: Value, key: Value): Value | undefined {
  if ((from instanceof GoTime || from instanceof GoDuration) && typeof key === "string") return timeMethod(from, key);
  if (from instanceof GoStruct) {
    if (typeof key !== "string")
      throw new Failure(`interface conversion: interface {} is ${typeName(key)}, not string`);
    return from.methods.get(key) ?? from.fields.get(key)?.value;
  }
  if (from instanceof GoMap) return from.entries.get(mapKey(key, from));
  if (typeof from === "string") {
    const byte = at(toBytes(from), key);
    return byte === undefined ? undefined : new Byte(byte);
  }
  const items = elements(from);
  return items === undefined ? undefined : at(items, key);
}

function at<T>(items: ArrayLike<T>, key: Value): T | undefined {
  const index = Number(toInt(key));
  return items[index < 0 ? items.length + index : index];
}

/** `array[from:to]` in elements, of a text in bytes; ends outside are moved inside. */
export function slice(array: Value, from: Value | undefined, to: Value | undefined): Value {
  const items = elements(array);
  if (typeof array !== "string" && items === undefined) {
    if (to === undefined) throw new Failure(`invalid argument for len (type ${typeName(array)})`);
    throw new Failure(`cannot slice ${format(from ?? 0n)}`);
  }
  const length = typeof array === "string" ? byteLength(array) : (items ?? []).length;
  const inside = (end: Value | undefined, otherwise: number): number => {
    if (end === undefined) return otherwise;
    const index = Number(toInt(end));
    return Math.max(0, index < 0 ? length + index : index);
  };
  const end = Math.min(inside(to, length), length);
  const start = Math.min(inside(from, 0), end);
  if (typeof array === "string") return sliced(array, start, end);
  if (array instanceof Bytes) return new Bytes(array.value.slice(start, end));
  return array === nilSlice ? nilSlice : (items ?? []).slice(start, end);
}
