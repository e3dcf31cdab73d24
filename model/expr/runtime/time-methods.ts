import { unsupported } from "./evaluation-error.ts";
import type { GoDuration, GoTime } from "./time.ts";
import type { GoFunction } from "./value.ts";

/** A method of Go's time.Time or time.Duration; undefined when the type has none of that name. */
export function timeMethod(from: GoTime | GoDuration, name: string): GoFunction | undefined {
  throw unsupported(`${from.type}'s ${name}`);
}
