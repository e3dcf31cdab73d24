import type { Problem } from "../problem.ts";
import { listed } from "../words.ts";
import { holding, spansOf } from "./calendar.ts";
import { week, weekText } from "./time-text.ts";
import { type Dated, type Window, windowWords } from "./window.ts";

/** A window and where it is written. */
export interface Placed {
  readonly window: Window;
  readonly path: string;
}

const minute = 60_000;
/** Weeks in winter and in summer: in which windows of several zones are looked at together. Fixed: a check has no clock. */
const samples = ["2026-01-04T00:00:00Z", "2026-07-05T00:00:00Z"].map((text) => Date.parse(text));
const sampleLong = 14 * 24 * 60 * minute;

/** Windows that don't go together: two at once, a minute between two, no time without any. */
export function overlapProblems(path: string, placed: readonly Placed[]): Problem[] {
  const always = alwaysFrozen(placed.map(({ window }) => window));
  return [
    ...(always ? [alwaysProblem(path, placed)] : []),
    ...placed.flatMap((second, index) =>
      placed.slice(0, index).flatMap((first) => (always ? [] : [...overlap(first, second), ...hole(first, second)])),
    ),
  ];
}

function alwaysFrozen(windows: readonly Window[]): boolean {
  const weekly = windows.filter((window) => window.kind === "weekly");
  if (weekly.length === 0) return false;
  return samples.every((from) => spansOf(weekly, from, from + sampleLong).every(({ frozen }) => frozen));
}

function alwaysProblem(path: string, placed: readonly Placed[]): Problem {
  return {
    rule: "freeze-always",
    severity: "error",
    path,
    message: "These windows leave no time of the week open: nothing is ever promoted",
    got: listed(placed.filter(({ window }) => window.kind === "weekly").map(({ window }) => windowWords(window))),
    fix: "Shorten one of them; to stop the line for a while, use slipway freeze or slipway:frozen",
  };
}

/** Of one kind, and weekly ones of one zone; a dated window over weekly ones, or one of another country, is no mistake. */
function overlap(first: Placed, second: Placed): Problem[] {
  const [a, b] = [first.window, second.window];
  const both =
    a.kind === "weekly" && b.kind === "weekly"
      ? a.zone === b.zone && [a.from, b.from].some((edge) => weeklyHolds(a, edge) && weeklyHolds(b, edge))
      : a.kind === "dated" && b.kind === "dated" && a.from < b.until && b.from < a.until;
  if (!both) return [];
  return [
    {
      rule: "freeze-overlap",
      severity: "warning",
      path: second.path,
      message: `This window and ${first.path.slice(first.path.lastIndexOf("["))} freeze the same time twice`,
      got: `${windowWords(b)} and ${windowWords(a)}`,
      fix: "Write one window, or let one begin when the other ends",
    },
  ];
}

function weeklyHolds({ from, until }: { readonly from: number; readonly until: number }, edge: number): boolean {
  return from < until ? from <= edge && edge < until : from <= edge || edge < until;
}

/** Whoever ends a window at 23:59 means midnight: the minute between is open. */
function hole(first: Placed, second: Placed): Problem[] {
  return [[first, second] as const, [second, first] as const].flatMap(([before, after]): Problem[] => {
    const at = gapOfAMinute(before.window, after.window);
    if (at === undefined) return [];
    return [
      {
        rule: "freeze-hole",
        severity: "error",
        path: `${before.path}.until`,
        message: `One minute stays open before ${after.path.slice(after.path.lastIndexOf("["))} begins, and promotions go through in it`,
        got: JSON.stringify(at.got),
        fix: `Write ${JSON.stringify(at.better)}: a window no longer holds at its until`,
      },
    ];
  });
}

function gapOfAMinute(before: Window, after: Window): { got: string; better: string } | undefined {
  if (before.kind === "weekly" && after.kind === "weekly") {
    if (before.zone !== after.zone || (before.until + 1) % week !== after.from) return undefined;
    return { got: weekText(before.until), better: weekText(after.from) };
  }
  if (before.kind === "dated")
    return gapAfter(before, after) ? { got: before.written.until, better: laterMinute(before) } : undefined;
  // a weekly window that ends a minute before a dated one begins
  if (after.kind !== "dated") return undefined;
  const [open, held] = [after.from - minute, after.from - minute - 1];
  if (holding([before], open).length > 0 || holding([before], held).length === 0) return undefined;
  return { got: weekText(before.until), better: weekText(before.until + 1) };
}

function gapAfter({ until }: Dated, after: Window): boolean {
  return holding([after], until).length === 0 && holding([after], until + minute).length > 0;
}

function laterMinute({ written }: Dated): string {
  const [date = "", time = ""] = written.until.split(" ");
  const next = new Date(Date.parse(`${date}T${time}:00Z`) + minute).toISOString();
  return `${next.slice(0, 10)} ${next.slice(11, 16)}`;
}
