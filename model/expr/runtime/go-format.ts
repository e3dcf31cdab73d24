import { unsupported } from "./evaluation-error.ts";
import { compareKeys } from "./key-order.ts";
import { GoDuration, GoLocation, GoTime } from "./time.ts";
import { durationText, timeText } from "./time-text.ts";
import { Byte, Bytes, GoMap, GoStruct, type Value } from "./value.ts";

/** Go's fmt `%v`, which expr-lang's string() gives. */
export function format(value: Value): string {
  if (value === null) return "<nil>";
  if (typeof value === "string") return value;
  if (typeof value === "number") return formatFloat(value);
  if (typeof value === "boolean" || typeof value === "bigint") return String(value);
  if (Array.isArray(value)) return `[${value.map((one: Value) => format(one)).join(" ")}]`;
  if (value instanceof Byte) return String(value.value);
  if (value instanceof Bytes) return `[${value.value.join(" ")}]`;
  if (value instanceof GoTime) return timeText(value);
  if (value instanceof GoDuration) return durationText(value.nanoseconds);
  if (value instanceof GoLocation) throw unsupported("the text of a time zone");
  if (value instanceof GoMap) {
    const keys = [...value.entries.keys()].sort(compareKeys);
    return `map[${keys.map((key) => `${format(key)}:${format(value.entries.get(key) ?? null)}`).join(" ")}]`;
  }
  if (value instanceof GoStruct)
    return value.own?.text ?? `{${[...value.fields.values()].map((field) => format(field.value)).join(" ")}}`;
  return "func";
}

/** `%v` of a float64: the shortest digits, with an exponent below -4 and from 6 on. */
export function formatFloat(value: number): string {
  if (Number.isNaN(value)) return "NaN";
  if (!Number.isFinite(value)) return value > 0 ? "+Inf" : "-Inf";
  if (value === 0) return Object.is(value, -0) ? "-0" : "0";
  const [digits = "", power = "0"] = value.toExponential().split("e");
  const exponent = Number(power);
  if (exponent >= -4 && exponent < 6) return String(value);
  return `${digits}e${exponent < 0 ? "-" : "+"}${String(Math.abs(exponent)).padStart(2, "0")}`;
}
