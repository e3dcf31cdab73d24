/** The methods of Go's time.Time and time.Duration that expressions use; the others are named as not supported. */
import { Failure, unsupported } from "./evaluation-error.ts";
import { floorDivide, GoDuration, GoLocation, GoTime, utc } from "./time.ts";
import { dayName, durationText, formatTime, monthName, timeText, yearDay } from "./time-text.ts";
import { GoFunction, GoStruct, typeName, type Value } from "./value.ts";

/** How many arguments, and the work. */
type Method = readonly [arity: number, work: (...args: Value[]) => Value];

/** A method of a time or a duration; undefined when Go has none of that name. */
export function timeMethod(from: GoTime | GoDuration, name: string): GoFunction | undefined {
  const methods = from instanceof GoTime ? ofTime(from) : ofDuration(from);
  const found = Object.hasOwn(methods, name) ? methods[name] : undefined;
  if (found === undefined) {
    if (/^[A-Z]/.test(name)) throw unsupported(`${from.type}'s ${name}`);
    return undefined;
  }
  const [arity, work] = found;
  return new GoFunction((...args) => {
    if (args.length !== arity) throw new Failure(`invalid number of arguments: expected ${arity}, got ${args.length}`);
    return work(...args);
  });
}

function ofTime(at: GoTime): Readonly<Record<string, Method>> {
  const shown = at.shown;
  const since = (unit: bigint) => () => floorDivide(at.nanoseconds, unit);
  const order = (other: Value | undefined): bigint => at.nanoseconds - given(GoTime, "time.Time", other).nanoseconds;
  return {
    Year: [0, () => BigInt(shown.year)],
    Month: [0, () => named("time.Month", shown.month, monthName(shown.month))],
    Day: [0, () => BigInt(shown.day)],
    Hour: [0, () => BigInt(shown.hour)],
    Minute: [0, () => BigInt(shown.minute)],
    Second: [0, () => BigInt(shown.second)],
    Nanosecond: [0, () => BigInt(shown.nanosecond)],
    YearDay: [0, () => BigInt(yearDay(at))],
    Weekday: [0, () => named("time.Weekday", shown.weekday, dayName(shown.weekday))],
    Unix: [0, since(1_000_000_000n)],
    UnixMilli: [0, since(1_000_000n)],
    UnixMicro: [0, since(1_000n)],
    UnixNano: [0, () => at.nanoseconds],
    UTC: [0, () => at.in(utc)],
    String: [0, () => timeText(at)],
    IsZero: [0, () => at.nanoseconds === -62_135_596_800_000_000_000n],
    In: [1, (zone) => at.in(given(GoLocation, "*time.Location", zone))],
    Add: [1, (by) => at.add(given(GoDuration, "time.Duration", by).nanoseconds)],
    Sub: [1, (other) => at.since(given(GoTime, "time.Time", other))],
    Before: [1, (other) => order(other) < 0n],
    After: [1, (other) => order(other) > 0n],
    Equal: [1, (other) => order(other) === 0n],
    Compare: [1, (other) => (order(other) < 0n ? -1n : order(other) > 0n ? 1n : 0n)],
    Format: [1, (layout = null) => formatTime(at, layoutText(layout))],
    AddDate: [3, (years, months, days) => addDate(at, whole(years), whole(months), whole(days))],
  };
}

function ofDuration(from: GoDuration): Readonly<Record<string, Method>> {
  const { nanoseconds } = from;
  const units = (unit: bigint) => () => Number(nanoseconds / unit) + Number(nanoseconds % unit) / Number(unit);
  return {
    Hours: [0, units(3_600_000_000_000n)],
    Minutes: [0, units(60_000_000_000n)],
    Seconds: [0, units(1_000_000_000n)],
    Milliseconds: [0, () => nanoseconds / 1_000_000n],
    Microseconds: [0, () => nanoseconds / 1_000n],
    Nanoseconds: [0, () => nanoseconds],
    Abs: [0, () => new GoDuration(nanoseconds < 0n ? -nanoseconds : nanoseconds)],
    String: [0, () => durationText(nanoseconds)],
  };
}

/** Go's Month and Weekday: ints that know their name. */
function named(type: string, number: number, text: string): GoStruct {
  const methods = new Map([["String", new GoFunction(() => text)]]);
  return new GoStruct(type, new Map(), methods, { text, json: BigInt(number) });
}

function given<T extends Value & object>(
  type: abstract new (...args: never[]) => T,
  name: string,
  value: Value | undefined,
): T {
  if (value instanceof type) return value as T;
  throw new Failure(`reflect: Call using ${typeName(value ?? null)} as type ${name}`);
}

function layoutText(value: Value): string {
  if (typeof value === "string") return value;
  throw new Failure(`reflect: Call using ${typeName(value)} as type string`);
}

function whole(value: Value | undefined): number {
  if (typeof value === "bigint") return Number(value);
  throw new Failure(`reflect: Call using ${typeName(value ?? null)} as type int`);
}

function addDate(at: GoTime, years: number, months: number, days: number): GoTime {
  const { year, month, day, hour, minute, second, nanosecond } = at.shown;
  const local = new Date(0);
  local.setUTCFullYear(year + years, month - 1 + months, day + days);
  local.setUTCHours(hour, minute, second);
  const offset = at.location.offset(local.getTime() - at.shown.offset * 1000);
  return new GoTime(BigInt(local.getTime() - offset * 1000) * 1_000_000n + BigInt(nanosecond), at.location);
}
