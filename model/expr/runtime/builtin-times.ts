/** expr-lang's functions on times. Source: expr-lang/expr v1.17.8, builtin/builtin.go; Go's package time. */
import { goNanoseconds } from "../../duration.ts";
import { type Builtin, text } from "./builtin-texts.ts";
import { Failure } from "./evaluation-error.ts";
import { parseTime } from "./parse-time.ts";
import { GoDuration, GoLocation, type GoTime, utc } from "./time.ts";
import { typeName, type Value } from "./value.ts";
import { knowsZone } from "./zone.ts";

const layouts = [
  "2006-01-02",
  "15:04:05",
  "2006-01-02 15:04:05",
  "2006-01-02T15:04:05Z07:00",
  "02 Jan 06 15:04 MST",
  "Monday, 02-Jan-06 15:04:05 MST",
  "Mon, 02 Jan 2006 15:04:05 MST",
];

export const times: Readonly<Record<string, Builtin>> = {
  duration: (value) => {
    const nanoseconds = goNanoseconds(text(value));
    if (nanoseconds === undefined) throw new Failure(`time: invalid duration "${text(value)}"`);
    return new GoDuration(nanoseconds);
  },
  timezone: (name) => location(text(name)),
  date: (...args) => date(args),
};

/** `now(timezone(…))` */
export function nowIn(now: GoTime, zone: Value | undefined): GoTime {
  if (zone === undefined) return now;
  if (zone instanceof GoLocation) return now.in(zone);
  throw new Failure(`invalid number of arguments (expected 0, got 1): ${typeName(zone)}`);
}

function date(args: readonly Value[]): GoTime {
  const [first = null, ...others] = args;
  const zone = first instanceof GoLocation ? first : undefined;
  const [value, layout, name, more] = zone === undefined ? args : others;
  if (more !== undefined) throw new Failure("invalid number of arguments (expected at most 3, got 4)");
  if (layout !== undefined) {
    if (name !== undefined) return needed(text(value), text(layout), location(text(name)));
    return needed(text(value), text(layout), zone ?? utc);
  }
  for (const one of layouts) {
    const parsed = parseTime(text(value), one, zone ?? utc);
    if (parsed !== undefined) return parsed;
  }
  throw new Failure(`invalid date ${text(value)}`);
}

function needed(value: string, layout: string, zone: GoLocation): GoTime {
  const parsed = parseTime(value, layout, zone);
  if (parsed === undefined) throw new Failure(`parsing time "${value}" as "${layout}": cannot parse it`);
  return parsed;
}

function location(name: string): GoLocation {
  if (name === "" || name === "UTC") return utc;
  if (name === "Local") throw new Failure("the local time zone is that of Kargo's Pod", 'timezone("Local")');
  if (!knowsZone(name)) throw new Failure(`unknown time zone ${name}`);
  return new GoLocation(name);
}
