import { describe, expect, test } from "vitest";
import type { FreezeWindow } from "../../../model/definition/freeze.ts";
import { calendarState, clockChanges, holding, spansOf } from "../../../model/freeze/calendar.ts";
import { windowsOf } from "../../../model/freeze/window.ts";

const weekend = (zone: string): FreezeWindow => ({ from: "Fri 16:00", until: "Mon 08:00", zone });
const text = (at: number | undefined) => (at === undefined ? undefined : `${new Date(at).toISOString().slice(0, 19)}Z`);
const frozen = (window: FreezeWindow, at: string) => holding(windowsOf([window]), Date.parse(at)).length > 0;

describe("the first and the last second of a weekend", () => {
  test.each([
    ["Berlin, in winter", "Europe/Berlin", "2026-01-09T15:00:00Z", "2026-01-12T07:00:00Z"],
    ["Berlin, clocks are put forward in it", "Europe/Berlin", "2026-03-27T15:00:00Z", "2026-03-30T06:00:00Z"],
    ["Berlin, in summer", "Europe/Berlin", "2026-07-10T14:00:00Z", "2026-07-13T06:00:00Z"],
    ["Berlin, clocks are put back in it", "Europe/Berlin", "2026-10-23T14:00:00Z", "2026-10-26T07:00:00Z"],
    ["New York, clocks are put forward in it", "America/New_York", "2026-03-06T21:00:00Z", "2026-03-09T12:00:00Z"],
    ["New York, clocks are put back in it", "America/New_York", "2026-10-30T20:00:00Z", "2026-11-02T13:00:00Z"],
    ["Lord Howe, half an hour back in it", "Australia/Lord_Howe", "2026-04-03T05:00:00Z", "2026-04-05T21:30:00Z"],
    ["Lord Howe, half an hour forward in it", "Australia/Lord_Howe", "2026-10-02T05:30:00Z", "2026-10-04T21:00:00Z"],
    ["Kolkata, whose clocks nobody changes", "Asia/Kolkata", "2026-03-27T10:30:00Z", "2026-03-30T02:30:00Z"],
  ])("%s", (_what, zone, from, until) => {
    const [start, end] = [Date.parse(from), Date.parse(until)];
    const at = (ms: number) => frozen(weekend(zone), new Date(ms).toISOString());
    expect([at(start - 1000), at(start), at(end - 1000), at(end)]).toEqual([false, true, true, false]);
    const state = calendarState(windowsOf([weekend(zone)]), start);
    expect([state.now.frozen, text(state.now.until)]).toEqual([true, until]);
  });
});

describe("an edge that clocks are changed over", () => {
  const spans = (from: FreezeWindow["from"], until: FreezeWindow["until"], start: string, end: string) =>
    spansOf(windowsOf([{ from, until, zone: "Europe/Berlin" } as FreezeWindow]), Date.parse(start), Date.parse(end))
      .filter((span) => span.frozen)
      .map((span) => [text(span.from), text(span.until)]);

  test.each([
    [
      "from, put forward over it: it begins when they are",
      "Sun 02:30",
      "Sun 05:00",
      "2026-03-29",
      [["01:00", "03:00"]],
    ],
    ["until, put forward over it: it ends when they are", "Sun 01:00", "Sun 02:30", "2026-03-29", [["00:00", "01:00"]]],
    ["both, put forward over both: there is no such time", "Sun 02:10", "Sun 02:50", "2026-03-29", []],
    [
      "from, put back over it: what is shown twice is frozen twice",
      "Sun 02:30",
      "Sun 05:00",
      "2026-10-25",
      [
        ["00:30", "01:00"],
        ["01:30", "04:00"],
      ],
    ],
    [
      "until, put back over it: what is shown twice is open twice",
      "Sun 01:00",
      "Sun 02:30",
      "2026-10-25",
      [
        ["-23:00", "00:30"],
        ["01:00", "01:30"],
      ],
    ],
    ["until, where they are put back to: it ends once", "Sun 01:00", "Sun 02:00", "2026-10-25", [["-23:00", "00:00"]]],
    [
      "until, from where they are put back: it ends once",
      "Sun 01:00",
      "Sun 03:00",
      "2026-10-25",
      [["-23:00", "02:00"]],
    ],
    ["neither: it is an hour longer", "Sun 01:00", "Sun 05:00", "2026-10-25", [["-23:00", "04:00"]]],
  ] as const)("%s", (_what, from, until, date, expected) => {
    const moment = (clock: string) =>
      clock.startsWith("-")
        ? `${text(Date.parse(`${date}T00:00:00Z`) - 86_400_000)?.slice(0, 10)}T${clock.slice(1)}:00Z`
        : `${date}T${clock}:00Z`;
    const start = text(Date.parse(`${date}T00:00:00Z`) - 3 * 86_400_000) ?? "";
    const end = text(Date.parse(`${date}T00:00:00Z`) + 3 * 86_400_000) ?? "";
    expect(spans(from, until, start, end)).toEqual(expected.map((span) => span.map(moment)));
  });

  test("every minute of the days around it is as the spans say", () => {
    for (const [zone, date] of [
      ["Europe/Berlin", "2026-03-29"],
      ["Europe/Berlin", "2026-10-25"],
      ["Australia/Lord_Howe", "2026-04-05"],
    ] as const) {
      const windows = windowsOf([
        { from: "Sun 01:45", until: "Sun 02:15", zone },
        { from: "Sun 02:45", until: "Sat 22:00", zone },
      ]);
      const start = Date.parse(`${date}T00:00:00Z`) - 86_400_000;
      const spans = spansOf(windows, start, start + 2 * 86_400_000);
      for (let at = start; at < start + 2 * 86_400_000; at += 60_000) {
        const span = spans.find(({ from, until = Number.POSITIVE_INFINITY }) => from <= at && at < until);
        expect([text(at), span?.frozen]).toEqual([text(at), holding(windows, at).length > 0]);
      }
    }
  });
});

describe("a calendar at a moment", () => {
  const holidays: FreezeWindow = { from: "2026-12-23 18:00", until: "2027-01-02 08:00", zone: "Europe/Berlin" };
  const state = (windows: readonly FreezeWindow[], at: string, count?: number) => {
    const { now, windows: held, openings } = calendarState(windowsOf(windows), Date.parse(at), count);
    return {
      frozen: now.frozen,
      until: text(now.until),
      held: held.length,
      openings: openings.map(({ from, until }) => [text(from), text(until)]),
    };
  };

  test("windows that touch or overlap are one freeze: holidays that end on a weekend", () => {
    expect(state([weekend("Europe/Berlin"), holidays], "2027-01-01T12:00:00Z", 1)).toEqual({
      frozen: true,
      until: "2027-01-04T07:00:00Z",
      held: 1,
      openings: [["2027-01-04T07:00:00Z", "2027-01-08T15:00:00Z"]],
    });
  });

  test("weekends of two countries leave open what both leave open", () => {
    expect(state([weekend("Europe/Berlin"), weekend("America/New_York")], "2026-06-03T12:00:00Z", 1)).toEqual({
      frozen: false,
      until: "2026-06-05T14:00:00Z",
      held: 0,
      openings: [["2026-06-08T12:00:00Z", "2026-06-12T14:00:00Z"]],
    });
  });

  test("a dated freeze that is past leaves everything open", () => {
    expect(state([holidays], "2027-01-02T07:00:00Z")).toEqual({
      frozen: false,
      until: undefined,
      held: 0,
      openings: [],
    });
  });

  test("a dated freeze that is to come has one opening after it, without an end", () => {
    expect(state([holidays], "2026-12-01T00:00:00Z")).toEqual({
      frozen: false,
      until: "2026-12-23T17:00:00Z",
      held: 0,
      openings: [["2027-01-02T07:00:00Z", undefined]],
    });
  });
});

test("changes of clocks are found with what clocks show before and after", () => {
  expect(clockChanges("Australia/Lord_Howe", Date.parse("2026-01-01"), Date.parse("2027-01-01"))).toEqual([
    { at: Date.parse("2026-04-04T15:00:00Z"), before: 120, after: 90, shift: -30, date: "2026-04-05" },
    { at: Date.parse("2026-10-03T15:30:00Z"), before: 120, after: 150, shift: 30, date: "2026-10-04" },
  ]);
  expect(clockChanges("Asia/Kolkata", 0, Date.parse("2027-01-01"))).toEqual([]);
});
