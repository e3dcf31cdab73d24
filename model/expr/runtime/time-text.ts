/** How Go writes times and durations. Source: Go's package time. */
import { unsupported } from "./evaluation-error.ts";
import { floorDivide, type GoTime, padded, zoneOffset } from "./time.ts";
import { abbreviation } from "./zone.ts";

const months = [
  ...["January", "February", "March", "April", "May", "June"],
  ...["July", "August", "September", "October", "November", "December"],
];
const days = ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"];

export function monthName(month: number): string {
  return months[month - 1] ?? "";
}

export function dayName(weekday: number): string {
  return days[weekday] ?? "";
}

/** The words of a layout, the longer ones first. */
export const layoutWords =
  /January|Jan|2006|Monday|Mon|MST|Z0700|Z07:00|-0700|-07:00|-07|\.0+(?!\d)|,0+(?!\d)|\.9+(?!\d)|,9+(?!\d)|15|002|__2|_2(?!006)|01|02|03|04|05|06|PM|pm|1|2|3|4|5/g;

/** Go's Time.Format. */
export function formatTime(time: GoTime, layout: string): string {
  const at = time.shown;
  const hour12 = at.hour % 12 === 0 ? 12 : at.hour % 12;
  const words: Readonly<Record<string, () => string>> = {
    January: () => monthName(at.month),
    Jan: () => monthName(at.month).slice(0, 3),
    "1": () => String(at.month),
    "01": () => padded(at.month, 2),
    Monday: () => dayName(at.weekday),
    Mon: () => dayName(at.weekday).slice(0, 3),
    "2": () => String(at.day),
    _2: () => String(at.day).padStart(2, " "),
    "02": () => padded(at.day, 2),
    "002": () => padded(yearDay(time), 3),
    __2: () => String(yearDay(time)).padStart(3, " "),
    "15": () => padded(at.hour, 2),
    "3": () => String(hour12),
    "03": () => padded(hour12, 2),
    "4": () => String(at.minute),
    "04": () => padded(at.minute, 2),
    "5": () => String(at.second),
    "05": () => padded(at.second, 2),
    "2006": () => padded(at.year, 4),
    "06": () => padded(at.year % 100, 2),
    PM: () => (at.hour >= 12 ? "PM" : "AM"),
    pm: () => (at.hour >= 12 ? "pm" : "am"),
    MST: () => zoneName(time),
    Z0700: () => (at.offset === 0 ? "Z" : zoneOffset(at.offset, "")),
    "Z07:00": () => (at.offset === 0 ? "Z" : zoneOffset(at.offset, ":")),
    "-0700": () => zoneOffset(at.offset, ""),
    "-07:00": () => zoneOffset(at.offset, ":"),
    "-07": () => zoneOffset(at.offset, "").slice(0, 3),
  };
  return layout.replace(layoutWords, (word) => {
    const known = words[word];
    if (known !== undefined) return known();
    const digits = padded(at.nanosecond, 9).slice(0, word.length - 1);
    const kept = word[1] === "9" ? digits.replace(/0+$/, "") : digits;
    return kept === "" ? "" : `${word[0]}${kept}`;
  });
}

export function yearDay(time: GoTime): number {
  const { year, month, day } = time.shown;
  const start = new Date(0);
  start.setUTCFullYear(year, 0, 1);
  const here = new Date(0);
  here.setUTCFullYear(year, month - 1, day);
  return Math.round((here.getTime() - start.getTime()) / 86_400_000) + 1;
}

export function zoneName(time: GoTime): string {
  const { location } = time;
  if (location.fixed !== undefined) return location.name === "" ? zoneOffset(location.fixed, "") : location.name;
  const name = abbreviation(location.name, Number(floorDivide(time.nanoseconds, 1_000_000n)));
  if (name === undefined) throw unsupported(`the abbreviation of the time zone ${location.name}`);
  return name;
}

/** Go's Time.String. */
export function timeText(time: GoTime): string {
  return formatTime(time, "2006-01-02 15:04:05.999999999 -0700 MST");
}

/** Go's Duration.String: `1h30m0s`, `1.5ms`. */
export function durationText(nanoseconds: bigint): string {
  if (nanoseconds === 0n) return "0s";
  const sign = nanoseconds < 0n ? "-" : "";
  const size = nanoseconds < 0n ? -nanoseconds : nanoseconds;
  const decimal = (value: bigint, unit: bigint): string => {
    const part = String(value % unit)
      .padStart(String(unit).length - 1, "0")
      .replace(/0+$/, "");
    return `${value / unit}${part === "" ? "" : `.${part}`}`;
  };
  if (size < 1_000n) return `${sign}${size}ns`;
  if (size < 1_000_000n) return `${sign}${decimal(size, 1_000n)}µs`;
  if (size < 1_000_000_000n) return `${sign}${decimal(size, 1_000_000n)}ms`;
  const seconds = size / 1_000_000_000n;
  const hours = seconds / 3600n;
  const minutes = (seconds / 60n) % 60n;
  const rest = decimal(size % 60_000_000_000n, 1_000_000_000n);
  return `${sign}${hours > 0n ? `${hours}h` : ""}${hours > 0n || minutes > 0n ? `${minutes}m` : ""}${rest}s`;
}
