import { goNanoseconds } from "../../duration.ts";
import { type Schedule, schedule } from "../../grammar/cron.ts";
import { canonicalJson } from "../../json.ts";
import type { ObjectFinding, Path } from "../finding.ts";
import { type Fields, string } from "../reading.ts";

/** Minutes. */
const day = 24 * 60;
/** A year that begins on a Thursday and has no 29 February: a check has no clock. */
const year = 2026;
const days = 365;
const weekdays = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"];
const months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/** The first three starts of a schedule in 2026: `Thu 15 Jan 00:00`. */
export function firstStarts(when: Schedule): string[] {
  const found: string[] = [];
  for (let index = 0; index < days && found.length < 3; index += 1) {
    const date = dateOf(index);
    if (!isOn(when, date)) continue;
    const name = `${weekdays[date.getUTCDay()]} ${date.getUTCDate()} ${months[date.getUTCMonth()]}`;
    for (const start of when.starts.slice(0, 3 - found.length))
      found.push(`${name} ${pad(Math.floor(start / 60))}:${pad(start % 60)}`);
  }
  return found;
}

interface Placed {
  readonly path: Path;
  readonly value: Fields;
}

/**
 * Windows about the same Applications, in one time zone, that leave no time for a sync together: an active deny window
 * beats every allow window, and where there are allow windows nothing is synced outside them. One that does so alone is told
 * by itself.
 */
export function togetherFindings(windows: readonly Placed[]): ObjectFinding[] {
  const groups = Map.groupBy(windows, ({ value }) =>
    canonicalJson(
      ["applications", "namespaces", "clusters", "andOperator", "timeZone"].map((key) => value[key] ?? null),
    ),
  );
  return [...groups.values()].flatMap((group) => {
    if (group.length < 2) return [];
    const all = group.map(({ value }) => ({ kind: value.kind, times: timesOf(value) }));
    if (all.some(({ kind, times }) => (kind !== "allow" && kind !== "deny") || times === undefined)) return [];
    const of = (kind: string) => all.filter((each) => each.kind === kind).map(({ times }) => times ?? []);
    const denied = merged(of("deny").flat());
    const allows = of("allow");
    // what one window does alone is told of that window
    if (of("deny").some((times) => isAlways(merged(times)))) return [];
    const open = allows.length === 0 ? [[0, days * day] as const] : merged(allows.flat());
    if (open.some((span) => left(span, denied))) return [];
    const message =
      allows.length === 0
        ? "These sync windows together never close, so what they are about is never synced"
        : "The deny windows cover every allow window, so what they are about is never synced";
    const last = group.at(-1) ?? group[0];
    return last === undefined
      ? []
      : [
          {
            rule: "sync-window-never-closes",
            severity: "warning",
            path: last.path,
            message,
            fix: "Shorten one of them",
          },
        ];
  });
}

type Span = readonly [from: number, until: number];

/** Every time of the year in which a window is open, in minutes; undefined for one that can't be read. */
function timesOf(window: Fields): Span[] | undefined {
  const when = schedule(string(window.schedule) ?? "");
  const minutes = Number((goNanoseconds(string(window.duration) ?? "") ?? 0n) / 60_000_000_000n);
  if (when === undefined || minutes <= 0) return undefined;
  const ofDay = merged(when.starts.map((start): Span => [start, start + minutes]));
  // from the year before on, since a window may be open at New Year
  const before = Math.min(days, Math.ceil(minutes / day));
  return Array.from({ length: days + before }, (_, index) => index - before).flatMap((index) =>
    isOn(when, dateOf(index)) ? ofDay.map(([from, until]): Span => [from + index * day, until + index * day]) : [],
  );
}

function isOn(when: Schedule, date: Date): boolean {
  return when.isOn(date.getUTCMonth() + 1, date.getUTCDate(), date.getUTCDay());
}

function dateOf(index: number): Date {
  return new Date(Date.UTC(year, 0, 1 + index));
}

function merged(spans: readonly Span[]): Span[] {
  const result: [number, number][] = [];
  for (const [from, until] of [...spans].sort((a, b) => a[0] - b[0])) {
    const last = result.at(-1);
    if (last !== undefined && from <= last[1]) last[1] = Math.max(last[1], until);
    else result.push([from, until]);
  }
  return result;
}

function isAlways(spans: readonly Span[]): boolean {
  return !left([0, days * day], spans);
}

/** Whether any of the year's part of a span is outside the others, which are merged. */
function left([from, until]: Span, others: readonly Span[]): boolean {
  let at = Math.max(0, from);
  const end = Math.min(until, days * day);
  for (const [start, stop] of others) {
    if (at >= end || start > at) break;
    at = Math.max(at, stop);
  }
  return at < end;
}

function pad(value: number): string {
  return String(value).padStart(2, "0");
}
