import type { FreezeWindow } from "../definition/freeze.ts";
import { localDateTime, week, weekMinutes, weekText } from "./time-text.ts";

/** A window of a checked definition, read. */
export type Window = Weekly | Dated;

interface WindowFields {
  readonly zone: string;
  readonly reason: string | undefined;
}

/** Frozen while a clock on the wall in `zone` shows a time from `from` on and before `until`. */
interface Weekly extends WindowFields {
  readonly kind: "weekly";
  /** Minutes since Sunday 00:00. */
  readonly from: number;
  /** Minutes since Sunday 00:00; before `from` when the window goes over the week's end. */
  readonly until: number;
}

/** Frozen from one instant to another. */
export interface Dated extends WindowFields {
  readonly kind: "dated";
  /** Milliseconds since 1970. */
  readonly from: number;
  readonly until: number;
  /** As written. */
  readonly written: { readonly from: string; readonly until: string };
}

/** Undefined for what `check` refuses. */
export function readWindow({ from, until, zone, reason }: FreezeWindow): Window | undefined {
  const weekly = [weekMinutes(from), weekMinutes(until)] as const;
  if (weekly[0] !== undefined && weekly[1] !== undefined)
    return { kind: "weekly", from: weekly[0], until: weekly[1], zone, reason };
  const start = instants(from, zone);
  const end = instants(until, zone);
  if (start?.length !== 1 || end?.length !== 1) return undefined;
  return { kind: "dated", from: start[0] ?? 0, until: end[0] ?? 0, zone, reason, written: { from, until } };
}

/**
 * When the clocks of a zone show a local time, in milliseconds: once as a rule, never when they are put forward over it, and
 * twice when they are put back. Undefined when the text or the zone can't be read.
 */
export function instants(text: string, zone: string): readonly number[] | undefined {
  const local = localDateTime(text);
  if (local === undefined) return undefined;
  try {
    const both = (["earlier", "later"] as const).map((disambiguation) =>
      local.toZonedDateTime(zone, { disambiguation }),
    );
    const shown = both.filter((at) => at.toPlainDateTime().equals(local)).map((at) => at.epochMilliseconds);
    return [...new Set(shown)];
  } catch {
    return undefined; // no such zone
  }
}

/** @throws Error for an unchecked definition */
export function windowsOf(windows: readonly FreezeWindow[]): Window[] {
  return windows.map((window) => {
    const read = readWindow(window);
    if (read === undefined) throw new Error(`freeze of an unchecked pipeline: ${window.from} to ${window.until}`);
    return read;
  });
}

/** `Fri 16:00 to Mon 08:00 (Europe/Berlin)` */
export function windowWords(window: Window): string {
  const [from, until] =
    window.kind === "weekly"
      ? [weekText(window.from), weekText(window.until)]
      : [window.written.from, window.written.until];
  return `${from} to ${until} (${window.zone})`;
}

/** Minutes a weekly window lasts by the clock on the wall. */
export function wallMinutes({ from, until }: { readonly from: number; readonly until: number }): number {
  return (until - from + week) % week;
}
