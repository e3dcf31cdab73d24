import { weekdays } from "../definition/freeze.ts";
import { clockChanges } from "../freeze/calendar.ts";
import { overlapProblems } from "../freeze/overlaps.ts";
import { isReason, reasonAllowed } from "../freeze/reason.ts";
import { clockText, localDateTime, meantTime, weekMinutes, weekText } from "../freeze/time-text.ts";
import { instants, type Window } from "../freeze/window.ts";
import { timeZone } from "../grammar/time-zone.ts";
import type { Problem } from "../problem.ts";
import { listed, nearest, shown } from "../words.ts";
import { type Readable, record, text } from "./readable.ts";
import { joined } from "./shape.ts";

/** More than anybody's year has; each is an expression that the API server checks. */
const most = 50;
const times = 'a day and a time, "Fri 16:00", or a date and a time, "2026-12-23 18:00"';

/** The years in which clocks are looked at that show a weekly window's edge twice. Fixed: a check has no clock. */
const years = [Date.parse("2026-01-01T00:00:00Z"), Date.parse("2032-01-01T00:00:00Z")] as const;

/** Freezes: zones and times that don't exist, windows that hold never, always, twice, or but for one minute. */
export function freezeProblems({ root, stages }: Readable): Problem[] {
  return [...stages].flatMap(([name, { fields }]) => {
    if (!Array.isArray(fields.freeze)) return [];
    const path = `${joined(`${root}.stages`, name)}.freeze`;
    if (fields.freeze.length > most) return [tooMany(path, fields.freeze.length)];
    const read = fields.freeze.map((item, index) => readItem(record(item) ?? {}, `${path}[${index}]`));
    const problems = read.flatMap((each) => each.problems);
    const windows = read.flatMap(({ window, path: at }) => (window === undefined ? [] : [{ window, path: at }]));
    return [...problems, ...overlapProblems(path, windows), ...windows.flatMap(repeated)];
  });
}

function tooMany(path: string, count: number): Problem {
  return {
    rule: "freeze-count",
    severity: "error",
    path,
    message: "These are more windows than the API server should be asked about",
    got: String(count),
    allowed: `at most ${most}`,
    fix: "Join windows, or take those out that are past",
  };
}

interface Read {
  readonly path: string;
  readonly window?: Window;
  readonly problems: readonly Problem[];
}

function readItem(item: Readonly<Record<string, unknown>>, path: string): Read {
  const [from, until, zone] = [text(item.from), text(item.until), text(item.zone)];
  const faults = [
    ...(zone === undefined ? [] : zoneProblems(`${path}.zone`, zone)),
    ...(from === undefined ? [] : timeProblems(`${path}.from`, from)),
    ...(until === undefined ? [] : timeProblems(`${path}.until`, until)),
    ...reasonProblems(`${path}.reason`, text(item.reason)),
  ];
  if (faults.length > 0 || from === undefined || until === undefined || zone === undefined)
    return { path, problems: faults };
  const reason = text(item.reason);
  const [weekFrom, weekUntil] = [weekMinutes(from), weekMinutes(until)];
  if ((weekFrom === undefined) !== (weekUntil === undefined)) return { path, problems: [mixed(path, from, until)] };
  if (weekFrom !== undefined && weekUntil !== undefined) {
    if (weekFrom === weekUntil) return { path, problems: [empty(path, from, until)] };
    return { path, problems: [], window: { kind: "weekly", from: weekFrom, until: weekUntil, zone, reason } };
  }
  const odd = [...oddLocalTime(`${path}.from`, from, zone), ...oddLocalTime(`${path}.until`, until, zone)];
  if (odd.length > 0) return { path, problems: odd };
  const [start = 0, end = 0] = [instants(from, zone)?.[0], instants(until, zone)?.[0]];
  if (end <= start) return { path, problems: [empty(path, from, until)] };
  return {
    path,
    problems: [],
    window: { kind: "dated", from: start, until: end, zone, reason, written: { from, until } },
  };
}

function zoneProblems(path: string, zone: string): Problem[] {
  const at = { rule: "time-zone", severity: "error", path, got: shown(zone) } as const;
  const example = "Write a name of IANA's database, such as Europe/Berlin";
  if (zone === "" || zone === "Local")
    return [{ ...at, message: "A freeze needs a time zone that is the same on every machine", fix: example }];
  const fault = timeZone(zone);
  if (fault !== undefined) {
    const [, message = fault, fix] = /^(.*?)(?:, and Argo CD.*?)?\. ((?:Write|Perhaps) .*)$/s.exec(fault) ?? [];
    return [{ ...at, message, fix: fix ?? example }];
  }
  if (instants("2026-01-01 00:00", zone) !== undefined) return [];
  return [{ ...at, message: "Kubernetes knows this time zone, and Node doesn't", fix: example }];
}

function reasonProblems(path: string, reason: string | undefined): Problem[] {
  if (reason === undefined || isReason(reason)) return [];
  const message = "Whoever is refused reads this as part of a sentence";
  const fix = "Say it in a few words";
  return [{ rule: "freeze-reason", severity: "error", path, message, got: shown(reason), allowed: reasonAllowed, fix }];
}

function timeProblems(path: string, value: string): Problem[] {
  if (weekMinutes(value) !== undefined || localDateTime(value) !== undefined) return [];
  const meant = meantTime(value);
  const [, day = ""] = /^([^\s\d]+) \d{1,2}:\d{2}$/.exec(value) ?? [];
  const message =
    day !== "" && meant === undefined && !weekdays.some((each) => each === day)
      ? `There is no weekday ${shown(day)}`
      : /^\d{4}-\d{2}-\d{2} ([01]\d|2[0-3]):[0-5]\d$/.test(value)
        ? "There is no such day in the calendar"
        : "This is no time of a freeze";
  const near = day === "" ? undefined : nearest(day, weekdays);
  const fix =
    meant !== undefined
      ? `Write ${shown(meant)}`
      : near !== undefined && message.startsWith("There is no weekday")
        ? `Perhaps ${shown(`${near}${value.slice(day.length)}`)} is meant`
        : `Write the day as ${listed(weekdays)} or YYYY-MM-DD, and the time from 00:00 to 23:59`;
  return [{ rule: "freeze-time", severity: "error", path, message, got: shown(value), allowed: times, fix }];
}

function mixed(path: string, from: string, until: string): Problem {
  return {
    rule: "freeze-time",
    severity: "error",
    path,
    message: "A window is weekly or has two dates",
    got: `${shown(from)} to ${shown(until)}`,
    fix: "Write two days of the week, or two dates",
  };
}

function empty(path: string, from: string, until: string): Problem {
  const week = weekMinutes(from) !== undefined;
  return {
    rule: "freeze-empty",
    severity: "error",
    path,
    message:
      from === until ? "This window ends when it begins, so it freezes nothing" : "This window ends before it begins",
    got: `${shown(from)} to ${shown(until)}`,
    fix: week
      ? "Write a later end; for good: protect the environment, or stop the line with slipway freeze"
      : "Write the earlier date as from",
  };
}

/** A date and time that the zone's clocks never show, or show twice. */
function oddLocalTime(path: string, value: string, zone: string): Problem[] {
  const found = instants(value, zone) ?? [];
  if (found.length === 1) return [];
  return [
    {
      rule: "freeze-clock-change",
      severity: "error",
      path,
      message:
        found.length === 0
          ? `Clocks in ${zone} never show this: they are put forward over it`
          : `Clocks in ${zone} show this twice: they are put back over it`,
      got: shown(value),
      fix: "Write a time before or after the change",
    },
  ];
}

/** Edges of a weekly window that clocks show twice when they are put back. */
function repeated({ window, path }: { readonly window: Window; readonly path: string }): Problem[] {
  if (window.kind === "dated") return [];
  return (["from", "until"] as const).flatMap((key): Problem[] => {
    const edge = window[key];
    const change = clockChanges(window.zone, ...years).find(
      ({ shift, after }) => shift < 0 && edge > after && edge < after - shift,
    );
    if (change === undefined) return [];
    const [back, again] = [change.after - change.shift, change.after].map((each) => weekText(each).slice(4));
    return [
      {
        rule: "freeze-clock-change",
        severity: "warning",
        path: `${path}.${key}`,
        message: `On ${change.date} clocks in ${window.zone} go from ${back} back to ${again} and show ${clockText(edge % 1440)} twice: the freeze ${key === "from" ? "begins, ends and begins again" : "ends, begins and ends again"}`,
        got: shown(weekText(edge)),
        fix: `Write ${shown(weekText(change.after))} or ${shown(weekText(change.after - change.shift))}`,
      },
    ];
  });
}
