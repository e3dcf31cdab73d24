/**
 * A time in which nothing is promoted into an environment: every week, or once. Local times of `zone`; the freeze holds from
 * `from` on and no longer at `until`.
 */
export type FreezeWindow = WeeklyWindow | DatedWindow;

interface WindowFields {
  /** A name of IANA's time zones, `Europe/Berlin`; the window follows its daylight saving. */
  readonly zone: string;
  /** Why, for whoever is refused: `release calendar`. Default: nothing is said. */
  readonly reason?: string;
}

/** Every week: `{ from: "Fri 16:00", until: "Mon 08:00", zone: "Europe/Berlin" }`. May go over the week's end. */
export interface WeeklyWindow extends WindowFields {
  readonly from: WeekTime;
  readonly until: WeekTime;
}

/** Once: `{ from: "2026-12-23 18:00", until: "2027-01-02 08:00", zone: "Europe/Berlin" }`. */
export interface DatedWindow extends WindowFields {
  readonly from: DateTime;
  readonly until: DateTime;
}

export const weekdays = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"] as const;

/** `Fri 16:00`: a day of the week in English, hour and minute of 24 hours. */
export type WeekTime = `${(typeof weekdays)[number]} ${number}:${number}`;

/** `2026-12-23 18:00`: year, month, day, hour and minute of 24 hours. */
export type DateTime = `${number}-${number}-${number} ${number}:${number}`;

/** The windows of an environment; none for one without, and for one into which nothing is promoted. */
export function freezeOf(
  stage: { readonly controlFlow?: boolean; readonly freeze?: readonly FreezeWindow[] } | undefined,
): readonly FreezeWindow[] {
  return stage?.freeze ?? [];
}
