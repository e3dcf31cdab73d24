import { shown } from "../words.ts";
import { timeZone } from "./time-zone.ts";

interface Field {
  readonly what: string;
  readonly least: number;
  readonly most: number;
  readonly names?: readonly string[];
}

const months = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
const days = ["sun", "mon", "tue", "wed", "thu", "fri", "sat"];
const minute: Field = { what: "minute", least: 0, most: 59 };
const hour: Field = { what: "hour", least: 0, most: 23 };
const dayOfMonth: Field = { what: "day of month", least: 1, most: 31 };
const month: Field = { what: "month", least: 1, most: 12, names: months };
const dayOfWeek: Field = { what: "day of week", least: 0, most: 6, names: days };
const fields = [minute, hour, dayOfMonth, month, dayOfWeek];
/** The most days a month can have. */
const lengths = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

/** What Go's unicode.IsSpace and JavaScript's `\s` agree on, and U+0085, less U+FEFF. */
const blanks = /[\t-\r \u0085\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]+/u;

/**
 * Why a schedule is no good for a sync window; undefined when it is. Argo CD reads it with robfig/cron: five fields, no
 * `@daily`; when it can't, it holds back every sync the window might be about. A schedule that is read but never comes is refused too:
 * its window never opens. Proved by the oracle `schedule`.
 */
export function cron(text: string): string | undefined {
  const [, zone, rest = text] = /^(?:CRON_)?TZ=([^ ]*)(.*)$/s.exec(text) ?? [];
  if (zone !== undefined && rest === "")
    return "There is no schedule behind the time zone, and Argo CD's controller crashes on it";
  // Argo CD reads this with an error for an unknown zone, where its own field timeZone falls back to UTC
  if (zone !== undefined && timeZone(zone) !== undefined) return `There is no time zone ${shown(zone)}`;
  const written = fieldsOf(rest);
  if (written[0]?.startsWith("@") === true)
    return `Argo CD takes five fields, and no shorthand such as ${shown(written[0])}`;
  if (written.length !== fields.length) {
    return `A schedule has five fields (minute, hour, day of month, month, day of week); this has ${written.length}`;
  }
  const read = fields.map((field, index) => times(written[index] ?? "", field));
  const fault = read.find((times) => typeof times === "string");
  if (typeof fault === "string") return fault;
  return neverFault(read.filter((times) => typeof times !== "string"));
}

function fieldsOf(text: string): readonly string[] {
  return text.split(blanks).filter((field) => field !== "");
}

/** When a schedule fires. */
export interface Schedule {
  /** On every day of the year. */
  readonly daily: boolean;
  /** Minutes from midnight, ascending. */
  readonly starts: readonly number[];
  /** Whether it fires on a day: month and date from 1, Sunday is 0. */
  readonly isOn: (month: number, date: number, weekday: number) => boolean;
}

/** When a schedule fires on the days it does; undefined for one that {@link cron} refuses. */
export function schedule(text: string): Schedule | undefined {
  if (cron(text) !== undefined) return undefined;
  const read = fieldsOf(text.replace(/^(?:CRON_)?TZ=[^ ]*/, ""))
    .map((field, index) => (fields[index] === undefined ? "" : times(field, fields[index])))
    .filter((each) => typeof each !== "string");
  const [minutes, hours, ...days] = read;
  const starts = [...(hours?.all ?? [])].flatMap((each) =>
    [...(minutes?.all ?? [])].map((minute) => each * 60 + minute),
  );
  const [dates, inMonths, weekdays] = days;
  const either = dates?.any === false && weekdays?.any === false;
  const isOn: Schedule["isOn"] = (month, date, weekday) => {
    const [onDate, onWeekday] = [dates?.all.has(date) === true, weekdays?.all.has(weekday) === true];
    return inMonths?.all.has(month) === true && (either ? onDate || onWeekday : onDate && onWeekday);
  };
  return { daily: days.every(({ any }) => any), starts: starts.sort((a, b) => a - b), isOn };
}

/** When a field holds; `any` for one that leaves the choice to the other day field. */
interface Times {
  readonly all: ReadonlySet<number>;
  readonly any: boolean;
}

function times(text: string, field: Field): Times | string {
  const ranges = text
    .split(",")
    .filter((range) => range !== "")
    .map((range) => rangeTimes(range, field));
  const fault = ranges.find((range) => typeof range === "string");
  if (typeof fault === "string") return fault;
  const read = ranges.filter((range) => typeof range !== "string");
  return { all: new Set(read.flatMap(({ all }) => [...all])), any: read.some(({ any }) => any) };
}

function rangeTimes(text: string, field: Field): Times | string {
  const { what, least, most } = field;
  const [range = "", step, ...more] = text.split("/");
  const [first = "", last, ...others] = range.split("-");
  if (more.length > 0) return `${shown(text)} has more than one / (${what})`;
  const star = first === "*" || first === "?";
  if (!star && others.length > 0) return `${shown(text)} has more than one - (${what})`;
  const from = star ? least : numberOf(first, field);
  const to = star ? most : last !== undefined ? numberOf(last, field) : step === undefined ? from : most;
  const by = step === undefined ? 1 : whole(step);
  if (from === undefined || to === undefined || by === undefined) return `${shown(text)} can't be read as ${what}`;
  if (by === 0) return `A step of 0 never moves on: ${shown(text)} (${what})`;
  if (from < least || from > most || to > most) return `${shown(text)} leaves the ${what}'s ${least} to ${most}`;
  if (from > to) return `${shown(text)} ends before it begins (${what}); write two ranges with a comma between them`;
  const all = Array.from({ length: Math.floor((to - from) / by) + 1 }, (_, index) => from + index * by);
  return { all: new Set(all), any: star && by === 1 };
}

function numberOf(text: string, { names, least }: Field): number | undefined {
  const index = names?.indexOf(text.toLowerCase()) ?? -1;
  return index < 0 ? whole(text) : index + least;
}

/** As Go's strconv.Atoi reads it, without signs that lead below 0. */
function whole(text: string): number | undefined {
  if (!/^(\+?\d+|-0+)$/.test(text)) return undefined;
  const value = Math.abs(Number(text));
  return value < 2 ** 53 ? value : undefined;
}

/** Cron holds a day when both day fields do, or, when neither is `*`, when one of them does. */
function neverFault([minutes, hours, dates, inMonths, weekdays]: readonly Times[]): string | undefined {
  const empty = [minutes, hours, inMonths].some((times) => times?.all.size === 0);
  const either = dates?.any === false && weekdays?.any === false;
  const onWeekday = (weekdays?.all.size ?? 0) > 0;
  const onDate = [...(inMonths?.all ?? [])].some((month) =>
    [...(dates?.all ?? [])].some((date) => date <= (lengths[month - 1] ?? 0)),
  );
  return !empty && (either ? onDate || onWeekday : onDate && onWeekday)
    ? undefined
    : "This schedule is read but never comes, so its window never opens";
}
