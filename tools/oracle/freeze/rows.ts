import { type FreezeWindow, weekdays } from "../../../model/definition/freeze.ts";
import { clockVariables, windowsHold } from "../../../model/freeze/cel.ts";
import { syncWindows } from "../../../model/freeze/sync-windows.ts";
import { windowsOf } from "../../../model/freeze/window.ts";
import { type Random, random, split } from "../support.ts";

export interface FreezeRow {
  /** What Go isn't asked about: the windows that all of it comes from. */
  readonly calendar: readonly FreezeWindow[];
  readonly variables: readonly { readonly name: string; readonly expression: string }[];
  readonly windows: readonly string[];
  readonly syncWindows: readonly object[];
  /** Seconds since 1970. */
  readonly instants: readonly number[];
}

/** Not those whose countries change their mind from one release of the zone database to the next: Go and Node carry their own. */
const zones = [
  ...split("Europe/Berlin America/New_York Australia/Lord_Howe UTC Asia/Kathmandu America/St_Johns"),
  ...split("Africa/Cairo Antarctica/Troll America/Santiago Pacific/Chatham"),
] as [string, ...string[]];

/** When clocks of these zones are changed. */
const changes = split(
  "2026-03-29T01:00:00Z 2026-10-25T01:00:00Z 2026-03-08T07:00:00Z 2026-11-01T06:00:00Z 2026-04-04T15:00:00Z 2026-10-03T15:30:00Z 2027-03-28T01:00:00Z 2026-04-04T14:00:00Z",
).map((text) => Date.parse(text) / 1000) as [number, ...number[]];

const day = 24 * 3600;

/** 50 calendars, 200 moments each: 10,000, most of them near edges and changes of clocks, where mistakes are. */
export function freezeRows(): readonly FreezeRow[] {
  const pick = random(20261121);
  return Array.from({ length: 50 }, () => row(pick));
}

function row(pick: Random): FreezeRow {
  const calendar = Array.from({ length: 1 + pick.below(3) }, () => window(pick));
  const read = windowsOf(calendar);
  const holds = windowsHold(read).map((expression, index) => ({ name: `window${index}`, expression }));
  return {
    calendar,
    variables: [...clockVariables(read), ...holds],
    windows: holds.map(({ name }) => name),
    syncWindows: syncWindows(calendar, "a"),
    instants: Array.from({ length: 200 }, () => moment(pick, calendar)),
  };
}

function window(pick: Random): FreezeWindow {
  const zone = pick.of(zones);
  if (pick.below(5) === 0) {
    const [from, until] = [pick.below(300), pick.below(300) + 301].map((days) => {
      const date = new Date((Date.parse("2026-01-01T00:00:00Z") / 1000 + days * day) * 1000).toISOString().slice(0, 10);
      // hours in which no clock is changed
      return `${date} ${clock(8 + pick.below(12), pick.below(60))}` as "2026-01-01 00:00";
    });
    return { from: from ?? "2026-01-01 00:00", until: until ?? "2026-01-02 00:00", zone };
  }
  // half of them on Sundays' nights, when most clocks are changed
  const edge = () => {
    const night = pick.below(2) === 0;
    const time = clock(pick.below(night ? 4 : 24), pick.below(4) * 15);
    return `${night ? "Sun" : pick.of(weekdays)} ${time}` as "Sun 00:00";
  };
  const from = edge();
  let until = edge();
  while (until === from) until = edge();
  return { from, until, zone };
}

function clock(hours: number, minutes: number): string {
  return `${String(hours).padStart(2, "0")}:${String(minutes).padStart(2, "0")}`;
}

/** In one of three: at any time, around a change of clocks, within two seconds of an edge by some zone's usual offset. */
function moment(pick: Random, calendar: readonly FreezeWindow[]): number {
  const start = Date.parse("2026-01-01T00:00:00Z") / 1000;
  switch (pick.below(3)) {
    case 0:
      return start + pick.below(2 * 365 * day);
    case 1:
      return pick.of(changes) - 4 * 3600 + pick.below(8 * 3600);
    default: {
      const { from, until } = pick.of(calendar as [FreezeWindow, ...FreezeWindow[]]);
      const [head = "", time = ""] = pick.of([from, until]).split(" ");
      const [hours = 0, minutes = 0] = time.split(":").map(Number);
      const index = weekdays.indexOf(head as (typeof weekdays)[number]);
      // 2026-01-04 is a Sunday
      const date = index < 0 ? Date.parse(`${head}T00:00:00Z`) / 1000 : start + (3 + index + 7 * pick.below(104)) * day;
      return date + hours * 3600 + minutes * 60 - (pick.below(105) - 48) * 900 + pick.below(4) - 2;
    }
  }
}
