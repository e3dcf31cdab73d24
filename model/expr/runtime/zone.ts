import { Failure } from "./evaluation-error.ts";

const clocks = new Map<string, Intl.DateTimeFormat>();

/** Whether the IANA database knows the zone, as Go's time.LoadLocation asks. */
export function knowsZone(name: string): boolean {
  try {
    clock(name);
    return true;
  } catch {
    return false;
  }
}

/** Seconds east of UTC at a moment, in a zone of the IANA database. */
export function offsetAt(zone: string, milliseconds: number): number {
  const parts = new Map(
    clock(zone)
      .formatToParts(milliseconds)
      .map((part) => [part.type, Number(part.value)]),
  );
  const part = (name: Intl.DateTimeFormatPartTypes): number => parts.get(name) ?? 0;
  const shown = new Date(0);
  shown.setUTCFullYear(part("year"), part("month") - 1, part("day"));
  shown.setUTCHours(part("hour") % 24, part("minute"), part("second"));
  return Math.round((shown.getTime() - Math.floor(milliseconds / 1000) * 1000) / 1000);
}

function clock(zone: string): Intl.DateTimeFormat {
  const kept = clocks.get(zone);
  if (kept !== undefined) return kept;
  if (!/^[A-Za-z][\w+\-/]*$/.test(zone)) throw new Failure(`unknown time zone ${zone}`);
  const made = new Intl.DateTimeFormat("en-u-ca-iso8601", {
    timeZone: zone,
    hourCycle: "h23",
    ...{ year: "numeric", month: "numeric", day: "numeric", hour: "numeric", minute: "numeric", second: "numeric" },
  });
  clocks.set(zone, made);
  return made;
}

/** The zone's abbreviation then, `CET`; undefined where the database of this program has none. */
export function abbreviation(zone: string, milliseconds: number): string | undefined {
  const parts = new Intl.DateTimeFormat("en-US", { timeZone: zone, timeZoneName: "short" }).formatToParts(milliseconds);
  const name = parts.find((part) => part.type === "timeZoneName")?.value;
  return name === undefined || /^(GMT|UTC)[+-]/.test(name) ? undefined : name;
}
