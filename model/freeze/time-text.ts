import { Temporal } from "temporal-polyfill";
import { weekdays } from "../definition/freeze.ts";

/** Minutes. */
const day = 24 * 60;
export const week = 7 * day;

const clock = /^([01]\d|2[0-3]):([0-5]\d)$/;
const dated = /^(\d{4}-\d{2}-\d{2}) ([^ ]+)$/;

/** Minutes since the week's start, Sunday 00:00, of `Fri 16:00`; undefined for any other text. */
export function weekMinutes(text: string): number | undefined {
  const [, name, time = ""] = /^(\S+) (\S+)$/.exec(text) ?? [];
  const index = weekdays.indexOf(name as (typeof weekdays)[number]);
  const minutes = clockMinutes(time);
  return index < 0 || minutes === undefined ? undefined : index * day + minutes;
}

/** `Fri 16:00` of minutes since Sunday 00:00; those of the week after count again from its start. */
export function weekText(minutes: number): string {
  const of = ((minutes % week) + week) % week;
  return `${weekdays[Math.floor(of / day)]} ${clockText(of % day)}`;
}

export function clockText(minutes: number): string {
  return `${String(Math.floor(minutes / 60)).padStart(2, "0")}:${String(minutes % 60).padStart(2, "0")}`;
}

/** The local time of `2026-12-23 18:00`; undefined for any other text, and for a date that doesn't exist. */
export function localDateTime(text: string): Temporal.PlainDateTime | undefined {
  const [, date = "", time = ""] = dated.exec(text) ?? [];
  if (clockMinutes(time) === undefined) return undefined;
  try {
    return Temporal.PlainDateTime.from(`${date}T${time}`, { overflow: "reject" });
  } catch {
    return undefined; // 2026-02-30
  }
}

function clockMinutes(text: string): number | undefined {
  const [, hours, minutes] = clock.exec(text) ?? [];
  return hours === undefined ? undefined : Number(hours) * 60 + Number(minutes);
}

/** What was most likely meant by a text that is neither; undefined when nobody can tell. */
export function meantTime(text: string): string | undefined {
  const trimmed = text.trim().replaceAll(/\s+/g, " ");
  const moved = trimmed.replace(/^(\d{1,2}:\d{2}(?::00)?) ([A-Za-z]+)$/, "$2 $1");
  const [, date, first = "", rest = ""] = /^(?:(\d{4}-\d{2}-\d{2})[T ]|([A-Za-z]+),? )(.+)$/.exec(moved) ?? [];
  const time = spelledTime(rest);
  const head = date ?? weekdays.find((name) => first.length >= 2 && longNames[name].startsWith(first.toLowerCase()));
  if (head === undefined || time === undefined) return undefined;
  if (time < day) return found(`${head} ${clockText(time)}`);
  if (date !== undefined) return found(`${nextDay(date)} 00:00`);
  return found(weekText((weekMinutes(`${head} 00:00`) ?? 0) + day));
}

const longNames: Readonly<Record<(typeof weekdays)[number], string>> = {
  Sun: "sunday",
  Mon: "monday",
  Tue: "tuesday",
  Wed: "wednesday",
  Thu: "thursday",
  Fri: "friday",
  Sat: "saturday",
};

/** Minutes of `9:00`, `16:00:00`, `24:00`, `4pm`, `4:30 pm`, `16`. */
function spelledTime(text: string): number | undefined {
  const [, hour, minute = "0", half] = /^(\d{1,2})(?::(\d{2})(?::00)?)?(?: ?([ap])\.?m\.?)?$/i.exec(text) ?? [];
  if (hour === undefined || Number(minute) > 59) return undefined;
  const hours = half === undefined ? Number(hour) : (Number(hour) % 12) + (half.toLowerCase() === "p" ? 12 : 0);
  const total = hours * 60 + Number(minute);
  return total <= day && (half === undefined || (Number(hour) >= 1 && Number(hour) <= 12)) ? total : undefined;
}

function nextDay(date: string): string {
  try {
    return Temporal.PlainDate.from(date, { overflow: "reject" }).add({ days: 1 }).toString();
  } catch {
    return date;
  }
}

function found(text: string): string | undefined {
  return weekMinutes(text) === undefined && localDateTime(text) === undefined ? undefined : text;
}
