/** expr-lang's functions on lists and maps. Source: expr-lang/expr v1.17.8, builtin/builtin.go and lib.go. */
import { fetch, get } from "./access.ts";
import { type Builtin, text } from "./builtin-texts.ts";
import { equal, mapKey } from "./equal.ts";
import { Failure } from "./evaluation-error.ts";
import { compareKeys } from "./key-order.ts";
import { compare, toInt } from "./numbers.ts";
import { GoDuration, GoLocation, GoTime } from "./time.ts";
import { Byte, elements, GoFunction, GoMap, GoStruct, nilSlice, typeName, type Value } from "./value.ts";

export const lists: Readonly<Record<string, Builtin>> = {
  len: (value = null) => {
    if (typeof value === "string") return BigInt([...value].length);
    const size = value instanceof GoMap ? value.entries.size : elements(value)?.length;
    if (size === undefined) throw new Failure(`invalid argument for len (type ${typeName(value)})`);
    return BigInt(size);
  },
  type: (value = null) => type(value),
  first: (value = null) => end(value, 0n),
  last: (value = null) => end(value, -1n),
  get: (from = null, key = null) => get(from, key),
  take: (value = null, count = null) => {
    const all = list("take from", value);
    if (typeof count !== "bigint") throw new Failure(`cannot take ${kind(count)} elements`);
    if (count < 0n) throw new Failure("reflect.Value.Slice: slice index out of bounds");
    return value === nilSlice ? value : all.slice(0, Number(count));
  },
  keys: (value = null) => keys("get keys from", value),
  values: (value = null) => keys("get values from", value).map((key) => (value as GoMap).entries.get(key) ?? null),
  toPairs: (value = null) => {
    if (!(value instanceof GoMap)) throw new Failure(`cannot transform ${kind(value)} to pairs`);
    return keys("", value).map((key) => [key, value.entries.get(key) ?? null]);
  },
  fromPairs: (value = null) => {
    const all = elements(value);
    if (all === undefined) throw new Failure(`cannot transform ${typeName(value)} from pairs`);
    const made = new GoMap(new Map(), "map[interface {}]interface {}");
    const entries = new Map<Value, Value>();
    for (const pair of all) {
      const both = elements(pair);
      if (both === undefined) throw new Failure("invalid pair");
      if (both.length !== 2) throw new Failure("invalid pair length");
      entries.set(mapKey(both[0] ?? null, made), both[1] ?? null);
    }
    return new GoMap(entries, "map[interface {}]interface {}");
  },
  reverse: (value = null) => [...list("reverse", value)].reverse(),
  uniq: (value = null) => {
    const kept: Value[] = [];
    for (const one of list("uniq", value)) if (!kept.some((other) => equal(one, other))) kept.push(one);
    return kept;
  },
  concat: (...args) => {
    const all = args.flatMap((arg) => list("concat", arg));
    return all.length === 0 ? nilSlice : all;
  },
  flatten: (value = null) => flat(list("flatten", value)),
  sort: (value = null, order = "asc") => {
    const descending = isDescending(text(order), `invalid order ${text(order)}, expected asc or desc`);
    return Array.isArray(value) ? sorted(value, value, descending) : nilSlice;
  },
};

export function isDescending(order: string, refused: string): boolean {
  if (order !== "asc" && order !== "desc") throw new Failure(refused);
  return order === "desc";
}

/** Elements in the order of their keys. Equal ones stay as they are; upstream gives them no order. */
export function sorted(all: readonly Value[], by: readonly Value[], descending: boolean): readonly Value[] {
  const order = all.map((_, index) => index);
  const less = (a: number, b: number): number => compare("<", by[a] ?? null, by[b] ?? null);
  order.sort((a, b) => (descending ? less(b, a) : less(a, b)) || 0);
  return order.map((index) => all[index] ?? null);
}

function end(value: Value, index: bigint): Value {
  try {
    return fetch(value, index);
  } catch (error) {
    if (error instanceof Failure && error.unsupported === undefined) return null;
    throw error;
  }
}

function list(work: string, value: Value): readonly Value[] {
  const all = elements(value);
  if (all === undefined) throw new Failure(`cannot ${work} ${kind(value)}`);
  return all;
}

/** Go gives a map's keys in no order; here they are sorted. */
function keys(work: string, value: Value): readonly Value[] {
  if (!(value instanceof GoMap)) throw new Failure(`cannot ${work} ${kind(value)}`);
  return [...value.entries.keys()].sort(compareKeys);
}

function flat(all: readonly Value[]): Value[] {
  return all.flatMap((one) => {
    const nested = elements(one);
    return nested === undefined ? [one] : flat(nested);
  });
}

function type(value: Value): string {
  if (value === null) return "nil";
  if (value instanceof GoStruct) return value.type;
  if (value instanceof GoTime || value instanceof GoDuration) return value.type;
  if (value instanceof GoLocation) return "time.Location";
  if (value instanceof Byte) return "uint";
  const name = kind(value);
  return name === "float64" ? "float" : name === "slice" ? "array" : name;
}

/** Go's reflect.Kind. */
export function kind(value: Value): string {
  if (value === null) return "invalid";
  if (value instanceof GoMap) return "map";
  if (value instanceof GoStruct || value instanceof GoTime) return "struct";
  if (value instanceof GoDuration) return "int64";
  if (value instanceof GoLocation) return "ptr";
  if (value instanceof GoFunction) return "func";
  return elements(value) === undefined ? typeName(value) : "slice";
}

/** `min..max` of ints. */
export function range(from: Value, to: Value): readonly Value[] {
  const first = toInt(from);
  const size = toInt(to) - first + 1n;
  if (size >= 1_000_000n) throw new Failure("memory budget exceeded");
  return Array.from({ length: Number(size < 0n ? 0n : size) }, (_, index) => first + BigInt(index));
}
