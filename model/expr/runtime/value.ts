import type { GoDuration, GoLocation, GoTime } from "./time.ts";

/**
 * A value as Go holds it while an expression runs: a bigint is an int, a number a float64, an array any slice. A text
 * may hold bytes that aren't UTF-8, see go-string.ts.
 */
export type Value =
  | null
  | boolean
  | bigint
  | number
  | string
  | readonly Value[]
  | Byte
  | Bytes
  | GoMap
  | GoStruct
  | GoFunction
  | GoTime
  | GoDuration
  | GoLocation;

/** What indexing a text gives: Go's uint8. */
export class Byte {
  readonly value: number;
  constructor(value: number) {
    this.value = value;
  }
}

/** Go's []byte, which `b"…"` makes. */
export class Bytes {
  readonly value: Uint8Array;
  constructor(value: Uint8Array) {
    this.value = value;
  }
}

/** Go's types of maps that expressions meet; what stands behind the name is what a missing key gives. */
export type MapType = "map[string]interface {}" | "map[string]string" | "map[interface {}]interface {}" | GroupsType;
type GroupsType = "map[interface {}][]interface {}";

export class GoMap {
  readonly type: MapType;
  readonly entries: ReadonlyMap<Value, Value>;
  constructor(entries: ReadonlyMap<Value, Value>, type: MapType = "map[string]interface {}") {
    this.entries = entries;
    this.type = type;
  }
  get textKeys(): boolean {
    return this.type.startsWith("map[string]");
  }
  /** The zero value of its elements. */
  get missing(): Value {
    if (this.type === "map[string]string") return "";
    return this.type === "map[interface {}][]interface {}" ? nilSlice : null;
  }
}

/** One field of a struct: its name in JSON, and whether JSON leaves it out when it is empty. */
export interface Field {
  readonly value: Value;
  readonly json: string;
  readonly omitEmpty: boolean;
}

export class GoStruct {
  /** With its package: `v1alpha1.Image`. */
  readonly type: string;
  readonly fields: ReadonlyMap<string, Field>;
  readonly methods: ReadonlyMap<string, GoFunction>;
  /** What it is as a text and in JSON, when the type decides that itself. */
  readonly own?: { readonly text: string; readonly json: Value };
  constructor(
    type: string,
    fields: ReadonlyMap<string, Field>,
    methods: ReadonlyMap<string, GoFunction> = new Map(),
    own?: { readonly text: string; readonly json: Value },
  ) {
    this.type = type;
    this.fields = fields;
    this.methods = methods;
    if (own !== undefined) this.own = own;
  }
}

export class GoFunction {
  readonly call: (...args: Value[]) => Value | Promise<Value>;
  constructor(call: (...args: Value[]) => Value | Promise<Value>) {
    this.call = call;
  }
}

/** A slice that was never made: JSON writes null, `??` goes on; otherwise as one without elements. */
export const nilSlice: readonly Value[] = Object.freeze([]);

export function isNil(value: Value): boolean {
  return value === null || value === nilSlice;
}

/** The elements of any slice; undefined when it isn't one. */
export function elements(value: Value): readonly Value[] | undefined {
  if (Array.isArray(value)) return value;
  return value instanceof Bytes ? Array.from(value.value, (byte) => new Byte(byte)) : undefined;
}

/** How Go's `%T` names a value's type in a message. */
export function typeName(value: Value): string {
  if (value === null) return "<nil>";
  if (Array.isArray(value)) return "[]interface {}";
  if (value instanceof Bytes) return "[]uint8";
  if (value instanceof Byte) return "uint8";
  if (value instanceof GoMap || value instanceof GoStruct) return value.type;
  if (value instanceof GoFunction) return "func";
  switch (typeof value) {
    case "boolean":
      return "bool";
    case "bigint":
      return "int";
    case "number":
      return "float64";
    case "string":
      return "string";
    default:
      return (value as GoTime | GoDuration | GoLocation).type;
  }
}

/** Go's `omitempty`. */
export function isEmpty(value: Value): boolean {
  if (value === null || value === false || value === "" || value === 0 || value === 0n) return true;
  if (Array.isArray(value)) return value.length === 0;
  return value instanceof GoMap && value.entries.size === 0;
}
