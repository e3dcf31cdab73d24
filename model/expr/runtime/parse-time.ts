/** Go's time.ParseInLocation, as far as dates are written in practice. */
import { unsupported } from "./evaluation-error.ts";
import { type GoLocation, GoTime, GoLocation as Location, utc } from "./time.ts";
import { dayName, layoutWords, monthName } from "./time-text.ts";

interface Read {
  year?: number;
  month?: number;
  day?: number;
  hour?: number;
  minute?: number;
  second?: number;
  nanosecond?: bigint;
  afternoon?: boolean;
  /** Seconds east of UTC. */
  offset?: number;
  zone?: string;
}

/** Undefined when the text isn't written as the layout says. */
export function parseTime(text: string, layout: string, location: GoLocation): GoTime | undefined {
  const read: Read = {};
  let rest = text;
  let at = 0;
  for (const found of layout.matchAll(layoutWords)) {
    const between = layout.slice(at, found.index);
    if (!rest.startsWith(between)) return undefined;
    rest = rest.slice(between.length);
    at = found.index + found[0].length;
    const behind = take(found[0], rest, read);
    if (behind === undefined) return undefined;
    rest = behind;
    // a fraction may follow the seconds without the layout asking for one
    if (/^(05|5)$/.test(found[0]) && !/^[.,][09]/.test(layout.slice(at))) {
      const fraction = /^[.,](\d+)/.exec(rest);
      if (fraction !== null) {
        read.nanosecond = BigInt((fraction[1] ?? "").slice(0, 9).padEnd(9, "0"));
        rest = rest.slice(fraction[0].length);
      }
    }
  }
  return rest === layout.slice(at) ? made(read, location) : undefined;
}

const digits: Readonly<Record<string, [pattern: RegExp, field: keyof Read, least: number, most: number]>> = {
  "2006": [/^\d{4}/, "year", 0, 9999],
  "01": [/^\d{2}/, "month", 1, 12],
  "1": [/^\d{1,2}/, "month", 1, 12],
  "02": [/^\d{2}/, "day", 1, 31],
  _2: [/^ ?\d{1,2}/, "day", 1, 31],
  "2": [/^\d{1,2}/, "day", 1, 31],
  "15": [/^\d{2}/, "hour", 0, 23],
  "03": [/^\d{2}/, "hour", 1, 12],
  "3": [/^\d{1,2}/, "hour", 1, 12],
  "04": [/^\d{2}/, "minute", 0, 59],
  "4": [/^\d{1,2}/, "minute", 0, 59],
  "05": [/^\d{2}/, "second", 0, 59],
  "5": [/^\d{1,2}/, "second", 0, 59],
};

/** What is left of the text behind one word of the layout. */
function take(word: string, text: string, read: Read): string | undefined {
  const number = digits[word];
  if (number !== undefined) {
    const [pattern, field, least, most] = number;
    const found = pattern.exec(text)?.[0];
    if (found === undefined || Number(found) < least || Number(found) > most) return undefined;
    (read as Record<string, unknown>)[field] = Number(found);
    return text.slice(found.length);
  }
  switch (word) {
    case "06": {
      if (!/^\d{2}/.test(text)) return undefined;
      const year = Number(text.slice(0, 2));
      read.year = year >= 69 ? 1900 + year : 2000 + year;
      return text.slice(2);
    }
    case "January":
    case "Jan": {
      const name = (month: number): string => (word === "Jan" ? monthName(month).slice(0, 3) : monthName(month));
      const month = indexes(12).find((one) => starts(text, name(one + 1)));
      if (month === undefined) return undefined;
      read.month = month + 1;
      return text.slice(name(month + 1).length);
    }
    case "Monday":
    case "Mon": {
      const name = (day: number): string => (word === "Mon" ? dayName(day).slice(0, 3) : dayName(day));
      const day = indexes(7).find((one) => starts(text, name(one)));
      return day === undefined ? undefined : text.slice(name(day).length);
    }
    case "PM":
    case "pm": {
      const half = word === "PM" ? /^(AM|PM)/.exec(text)?.[0] : /^(am|pm)/.exec(text)?.[0];
      if (half === undefined) return undefined;
      read.afternoon = half.toUpperCase() === "PM";
      return text.slice(2);
    }
    case "MST": {
      const zone = /^(UTC|[A-Z]{3,5}|[+-]\d{2})/.exec(text)?.[0];
      if (zone === undefined) return undefined;
      read.zone = zone;
      return text.slice(zone.length);
    }
    case "Z07:00":
    case "Z0700":
    case "-07:00":
    case "-0700":
    case "-07":
      return offset(word, text, read);
    default:
      throw unsupported(`reading a date with ${JSON.stringify(word)} in its layout`);
  }
}

function offset(word: string, text: string, read: Read): string | undefined {
  if (word.startsWith("Z") && text.startsWith("Z")) {
    read.offset = 0;
    return text.slice(1);
  }
  const pattern = word.includes(":")
    ? /^([+-])(\d{2}):(\d{2})/
    : word === "-07"
      ? /^([+-])(\d{2})/
      : /^([+-])(\d{2})(\d{2})/;
  const found = pattern.exec(text);
  if (found === null) return undefined;
  const [whole, sign, hours = "0", minutes = "0"] = found;
  if (Number(hours) > 24 || Number(minutes) > 60) return undefined;
  read.offset = (sign === "-" ? -1 : 1) * (Number(hours) * 3600 + Number(minutes) * 60);
  return text.slice(whole.length);
}

function indexes(count: number): number[] {
  return Array.from({ length: count }, (_, index) => index);
}

/** Go takes names of months and days in any case. */
function starts(text: string, name: string): boolean {
  return text.slice(0, name.length).toLowerCase() === name.toLowerCase();
}

function made(read: Read, location: GoLocation): GoTime | undefined {
  const { year = 0, month = 1, day = 1, minute = 0, second = 0, nanosecond = 0n } = read;
  let hour = read.hour ?? 0;
  if (read.afternoon === true && hour < 12) hour += 12;
  if (read.afternoon === false && hour === 12) hour = 0;
  const local = new Date(0);
  local.setUTCFullYear(year, month - 1, day);
  if (local.getUTCDate() !== day) return undefined;
  local.setUTCHours(hour, minute, second);
  const at = (seconds: number, zone: GoLocation): GoTime =>
    new GoTime(BigInt(local.getTime() - seconds * 1000) * 1_000_000n + nanosecond, zone);
  if (read.offset !== undefined) {
    if (read.offset === 0 && location === utc) return at(0, utc);
    return at(read.offset, read.offset === 0 ? utc : fixed(read.offset, location, at(read.offset, utc)));
  }
  if (read.zone !== undefined && read.zone !== "UTC") throw unsupported(`a date in the time zone ${read.zone}`);
  if (read.zone === "UTC") return at(0, utc);
  // the offset before the change counts where a clock shows an hour twice or never
  const guess = location.offset(local.getTime() - location.offset(local.getTime()) * 1000);
  return at(guess, location);
}

/** The offset as a zone of its own, unless the place has the same one then. */
function fixed(seconds: number, location: GoLocation, time: GoTime): GoLocation {
  const same = location.offset(Number(time.nanoseconds / 1_000_000n)) === seconds;
  return same ? location : new Location("", seconds);
}
