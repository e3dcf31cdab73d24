import { Temporal } from "temporal-polyfill";
import { week } from "./time-text.ts";
import type { Window } from "./window.ts";

/** Milliseconds. */
const dayLong = 24 * 3600 * 1000;
/** How far ahead the next change is looked for; a calendar that changes later is told as one that doesn't. */
const farthest = 4 * 366 * dayLong;

/** A time from its first millisecond to before its last; without `until` it has no end within four years. */
export interface Span {
  /** Milliseconds since 1970. */
  readonly from: number;
  readonly until?: number;
}

/** A calendar at one moment. */
export interface CalendarState {
  /** The time it stands in, cut off at the moment itself. */
  readonly now: Span & { readonly frozen: boolean };
  /** The windows that hold at the moment. */
  readonly windows: readonly Window[];
  /** The next times, without this one, in which promotions go through. */
  readonly openings: readonly Span[];
}

/**
 * The windows that hold at a moment. A weekly one goes by what the clock on the wall shows: where clocks are put forward
 * over one of its edges, the edge is the moment they are put forward; where they are put back over it, the time it shows
 * twice is frozen, or open, both times. The policy on the API server and Argo CD's sync windows go by the same rule.
 *
 * @param at milliseconds since 1970
 */
export function holding(windows: readonly Window[], at: number): Window[] {
  // a zone's clock is read once: reading it is nearly all the work
  const clocks = new Map<string, number>();
  return windows.filter((window) => {
    if (window.kind === "dated") return window.from <= at && at < window.until;
    const { from, until, zone } = window;
    const minutes = clocks.get(zone) ?? wallMinute(at, zone);
    clocks.set(zone, minutes);
    return from < until ? from <= minutes && minutes < until : from <= minutes || minutes < until;
  });
}

/** Whether a calendar freezes a moment, until when, and when it opens next. */
export function calendarState(windows: readonly Window[], at: number, count = 3): CalendarState {
  const held = holding(windows, at);
  for (let ahead = 15 * dayLong; ; ahead = Math.min(ahead * 4, farthest)) {
    const spans = spansOf(windows, at, at + ahead);
    const [first] = spans;
    if (first === undefined) throw new Error("a calendar without any span");
    const openings = spans.slice(1).filter(({ frozen }) => !frozen);
    const complete = openings.slice(0, count).filter(({ until }) => until !== undefined);
    if (complete.length < count && ahead < farthest) continue;
    return {
      now: first,
      windows: held,
      openings: openings.slice(0, count).map(({ from, until }) => span(from, until)),
    };
  }
}

/** The frozen and the open times between two moments, in turn; the last one's end isn't known. */
export function spansOf(windows: readonly Window[], from: number, to: number): (Span & { readonly frozen: boolean })[] {
  const points = [from, ...windows.flatMap((window) => turns(window, from, to))];
  const spans: { from: number; until?: number; frozen: boolean }[] = [];
  for (const point of [...new Set(points)].sort((a, b) => a - b)) {
    if (point < from || point >= to) continue;
    const frozen = holding(windows, point).length > 0;
    const last = spans.at(-1);
    if (last?.frozen === frozen) continue;
    if (last !== undefined) last.until = point;
    spans.push({ from: point, frozen });
  }
  return spans;
}

/** Every moment between two at which a window may begin or end: when clocks show one of its edges, or are changed. */
function turns(window: Window, from: number, to: number): number[] {
  if (window.kind === "dated") return [window.from, window.until];
  const { zone } = window;
  const found = clockChanges(zone, from, to).map((change) => change.at);
  const first = Temporal.Instant.fromEpochMilliseconds(from).toZonedDateTimeISO(zone).toPlainDate();
  // Sunday before the first day, so that a week that has begun counts too
  const sunday = first.subtract({ days: (first.dayOfWeek % 7) + 7 });
  const weeks = Math.ceil((to - from) / (7 * dayLong)) + 3;
  for (let index = 0; index < weeks; index += 1) {
    const start = sunday.add({ days: 7 * index });
    for (const edge of [window.from, window.until]) {
      const local = start.toPlainDateTime({ hour: 0 }).add({ minutes: edge });
      for (const disambiguation of ["earlier", "later"] as const)
        found.push(local.toZonedDateTime(zone, { disambiguation }).epochMilliseconds);
    }
  }
  return found;
}

/** A moment at which a zone's clocks are put forward or back. */
export interface ClockChange {
  /** Milliseconds since 1970. */
  readonly at: number;
  /** What the clock shows instead of what it would have shown, in minutes since Sunday 00:00. */
  readonly before: number;
  readonly after: number;
  /** Minutes: below 0 when clocks are put back. */
  readonly shift: number;
  /** `2026-10-25` where the clocks are. */
  readonly date: string;
}

export function clockChanges(zone: string, from: number, to: number): ClockChange[] {
  const changes: ClockChange[] = [];
  let at = Temporal.Instant.fromEpochMilliseconds(from).toZonedDateTimeISO(zone).getTimeZoneTransition("next");
  while (at !== null && at.epochMilliseconds < to) {
    const moment = at.epochMilliseconds;
    const earlier = at.subtract({ milliseconds: 1 });
    const shift = (at.offsetNanoseconds - earlier.offsetNanoseconds) / 60e9;
    const after = wallMinute(moment, zone);
    const before = (after - shift + week) % week;
    changes.push({ at: moment, before, after, shift, date: at.toPlainDate().toString() });
    at = at.getTimeZoneTransition("next");
  }
  return changes;
}

/** Minutes since Sunday 00:00 that a clock on the wall shows. */
export function wallMinute(at: number, zone: string): number {
  const local = Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(zone);
  return (local.dayOfWeek % 7) * 24 * 60 + local.hour * 60 + local.minute;
}

function span(from: number, until: number | undefined): Span {
  return until === undefined ? { from } : { from, until };
}
