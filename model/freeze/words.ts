import { Temporal } from "temporal-polyfill";
import { weekdays } from "../definition/freeze.ts";
import type { Span } from "./calendar.ts";
import type { FreezeState } from "./state.ts";
import { clockText } from "./time-text.ts";
import { windowWords } from "./window.ts";

const months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/** Whether and why a Stage is frozen, one sentence each without its full stop; nothing for one that nothing will freeze. */
export function freezeWords(state: FreezeState, now: number): string[] {
  const { byHand, byCode, calendar, broken } = state;
  return [
    ...(broken === undefined ? [] : [`frozen, because ${broken}: run slipway up`]),
    ...(byHand === undefined ? [] : [`frozen ${handWords(byHand)}`]),
    ...(byCode === undefined ? [] : [`frozen by slipway:frozen: ${byCode}`]),
    ...(calendar === undefined ? [] : [calendarWords(calendar, now, byHand !== undefined || byCode !== undefined)]),
  ];
}

/** `by hand, by jane since 2026-11-21 18:00:00 UTC: the database moves` */
export function handWords({ by, since, reason }: NonNullable<FreezeState["byHand"]>): string {
  const who =
    by === undefined || since === undefined ? "" : `, by ${by} since ${since.replace("T", " ").replace("Z", " UTC")}`;
  return `by hand${who}: ${reason}`;
}

function calendarWords(calendar: NonNullable<FreezeState["calendar"]>, now: number, otherwise: boolean): string {
  const { frozen, until, windows, openings, zone } = calendar;
  const end = until === undefined ? "" : ` until ${momentWords(until, zone, now)}`;
  const spans = openings
    .slice(0, 2)
    .map((opening) => spanWords(opening, zone, now))
    .join(", ");
  if (!frozen) {
    const from = otherwise ? "its calendar is open" : "open";
    return `${from}${end} (${zone})${openings.length === 0 ? "" : `; then ${spans}`}`;
  }
  const why = windows.map(
    (window) => `${windowWords(window)}${window.reason === undefined ? "" : `: ${window.reason}`}`,
  );
  return `frozen${end}, ${why.join("; ")}${openings.length === 0 ? "" : `. Open ${spans} (${zone})`}`;
}

/** `Mon 23 Nov 08:00 to Fri 27 Nov 16:00` */
function spanWords({ from, until }: Span, zone: string, now: number): string {
  const end = until === undefined ? "" : ` to ${momentWords(until, zone, now)}`;
  return `${until === undefined ? "from " : ""}${momentWords(from, zone, now)}${end}`;
}

/** `Mon 23 Nov 08:00`, in a zone's time; with the year when it is another one than now. */
export function momentWords(at: number, zone: string, now: number): string {
  const [then, today] = [at, now].map((each) => Temporal.Instant.fromEpochMilliseconds(each).toZonedDateTimeISO(zone));
  if (then === undefined || today === undefined) return "";
  const year = then.year === today.year ? "" : ` ${then.year}`;
  const clock = clockText(then.hour * 60 + then.minute);
  return `${weekdays[then.dayOfWeek % 7]} ${then.day} ${months[then.month - 1]}${year} ${clock}`;
}
