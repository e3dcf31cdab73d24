import { base64 } from "./base64.ts";
import { Failure } from "./evaluation-error.ts";
import { wellFormed } from "./go-string.ts";
import { encodeTime, GoDuration, GoLocation, GoTime } from "./time.ts";
import { Byte, Bytes, GoFunction, GoMap, GoStruct, isEmpty, nilSlice, type Value } from "./value.ts";

/**
 * A plain value as Go's encoding/json reads it: numbers are float64, objects map[string]any. A bigint is an int, a Date
 * a time; undefined is nil. Go values pass as they are.
 */
export function toGo(value: unknown): Value {
  if (value === undefined || value === null) return null;
  if (typeof value === "string") return value.isWellFormed() ? value : value.toWellFormed();
  if (typeof value === "boolean" || typeof value === "number" || typeof value === "bigint") return value;
  if (value === nilSlice) return nilSlice;
  if (Array.isArray(value)) return value.map(toGo);
  if (value instanceof Date) return GoTime.fromMilliseconds(value.getTime());
  if (typeof value === "function")
    return new GoFunction(async (...args) =>
      toGo(await (value as (...args: unknown[]) => unknown)(...args.map(toPlain))),
    );
  if (isGo(value)) return value;
  return new GoMap(new Map(Object.entries(value as object).map(([key, one]) => [key, toGo(one)])));
}

function isGo(value: unknown): value is Value {
  return [Byte, Bytes, GoMap, GoStruct, GoFunction, GoTime, GoDuration, GoLocation].some((one) => value instanceof one);
}

/** A value as JSON would carry it to the next reader, which sees plain numbers. Structs keep their JSON names. */
export function toPlain(value: Value): unknown {
  if (value === null || typeof value === "boolean" || typeof value === "number") return value;
  if (typeof value === "string") return wellFormed(value);
  if (typeof value === "bigint") return Number(value);
  if (Array.isArray(value)) return value === nilSlice ? null : value.map(toPlain);
  if (value instanceof Byte) return value.value;
  if (value instanceof Bytes) return base64(value.value);
  if (value instanceof GoTime) return encodeTime(value);
  if (value instanceof GoDuration) return Number(value.nanoseconds);
  if (value instanceof GoLocation) return {};
  if (value instanceof GoStruct) {
    if (value.own !== undefined) return toPlain(value.own.json);
    return Object.fromEntries(
      [...value.fields.values()]
        .filter((field) => !(field.omitEmpty && isEmpty(field.value)))
        .map((field) => [field.json, toPlain(field.value)]),
    );
  }
  if (value instanceof GoMap) {
    if (!value.textKeys) throw new Failure(`json: unsupported type: ${value.type}`);
    return Object.fromEntries([...value.entries].map(([key, one]) => [wellFormed(key as string), toPlain(one)]));
  }
  throw new Failure("json: unsupported type: func");
}
