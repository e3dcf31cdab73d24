import type { FreezeWindow } from "../definition/freeze.ts";
import { isRecord } from "../json.ts";
import { calendarState, type Span } from "./calendar.ts";
import { type FrozenByHand, handKey, readHand, switchKeys, thawed } from "./switch.ts";
import { readWindow, type Window } from "./window.ts";

/** Whether a Stage is frozen, as its switch says it. */
export interface FreezeState {
  readonly byHand?: FrozenByHand;
  /** Why the stack's config freezes it. */
  readonly byCode?: string;
  /** Undefined for one without windows. */
  readonly calendar?: {
    readonly frozen: boolean;
    /** When that changes, milliseconds since 1970; left out when it doesn't within four years. */
    readonly until?: number;
    /** Those that hold. */
    readonly windows: readonly Window[];
    /** The next times, after this one, in which promotions go through. */
    readonly openings: readonly Span[];
    /** Of the first window: times are told in it. */
    readonly zone: string;
  };
  /** Why the switch can't be read; the policy then refuses every Promotion. */
  readonly broken?: string;
}

/**
 * Reads a switch.
 *
 * @param data of the ConfigMap
 * @param now milliseconds since 1970
 */
export function freezeState(
  data: Readonly<Record<string, string>> | undefined,
  stage: string,
  now: number,
): FreezeState {
  const code = data?.[switchKeys.code];
  if (data === undefined || code === undefined) return { broken: `its key ${switchKeys.code} is gone` };
  const byHand = readHand(data[handKey(stage)]);
  const windows = readCalendar(data[switchKeys.calendar]);
  const [first] = windows;
  const held = first && calendarState(windows, now);
  return {
    ...(byHand === undefined ? {} : { byHand }),
    ...(thawed.includes(code) ? {} : { byCode: code }),
    ...(first === undefined || held === undefined
      ? {}
      : {
          calendar: {
            frozen: held.now.frozen,
            ...(held.now.until === undefined ? {} : { until: held.now.until }),
            windows: held.windows,
            openings: held.openings,
            zone: first.zone,
          },
        }),
  };
}

export function isFrozen({ byHand, byCode, calendar, broken }: FreezeState): boolean {
  return byHand !== undefined || byCode !== undefined || broken !== undefined || calendar?.frozen === true;
}

/** Windows as the switch keeps them for showing; what a hand made unreadable is left out, since the policy has its own. */
export function readCalendar(text: string | undefined): Window[] {
  try {
    const windows: unknown = JSON.parse(text ?? "[]");
    if (!Array.isArray(windows)) return [];
    return windows.flatMap((each: unknown) => {
      const { from, until, zone, reason } = isRecord(each) ? each : {};
      const texts = [from, until, zone].every((value) => typeof value === "string");
      if (!texts || (reason !== undefined && typeof reason !== "string")) return [];
      return readWindow(each as unknown as FreezeWindow) ?? [];
    });
  } catch {
    return [];
  }
}
