import { describe, expect, test } from "vitest";
import { check } from "../../../model/check.ts";
import { formatProblem } from "../../../model/problem.ts";
import { defaultSettings } from "../../../model/settings.ts";
import { edited } from "../sample.ts";

const berlin = "Europe/Berlin";
const weekend = { from: "Fri 16:00", until: "Mon 08:00", zone: berlin };
const times = 'allowed a day and a time, "Fri 16:00", or a date and a time, "2026-12-23 18:00"';
const days = "Write the day as Sun, Mon, Tue, Wed, Thu, Fri, Sat or YYYY-MM-DD, and the time from 00:00 to 23:59";
const window = (changes: object) => [{ ...weekend, ...changes }];

const said = (freeze: unknown) => check(edited({ "stages.prod.freeze": freeze }), defaultSettings).map(formatProblem);
const at = (rest: string) => `goserver.stages.prod.freeze${rest}`;

describe("a freeze", () => {
  test.each<[what: string, freeze: unknown]>([
    ["of every weekend", [weekend]],
    ["of one holiday", [{ from: "2026-12-23 18:00", until: "2027-01-02 08:00", zone: berlin, reason: "holidays" }]],
    ["over the week's end and for one minute", [{ from: "Sat 23:59", until: "Sun 00:00", zone: "UTC" }]],
    [
      "of weekends, and of a holiday in which weekends are",
      [weekend, { from: "2026-12-23 18:00", until: "2027-01-02 08:00", zone: berlin }],
    ],
    ["of one evening in two countries", [weekend, { ...weekend, zone: "America/New_York" }]],
    ["whose windows touch", window({ until: "Sun 00:00" }).concat(window({ from: "Sun 00:00" }))],
    ["that leaves one hour a week open", window({ from: "Mon 09:00" })],
  ])("%s is right", (_what, freeze) => {
    expect(said(freeze)).toEqual([]);
  });

  test.each<[what: string, freeze: unknown, said: readonly string[]]>([
    [
      "an empty list",
      [],
      [
        `error ${at("")}: There is nothing here (got an empty list; allowed a list of at least one window). Write a list of at least one window. [wrong-type]`,
      ],
    ],
    [
      "a misspelt key",
      [{ ...weekend, reson: "x" }],
      [
        `error ${at("[0].reson")}: This key isn't known here (allowed from, until, zone, reason). Perhaps "reason" is meant. [unknown-key]`,
      ],
    ],
    [
      "no zone",
      [{ from: "Fri 16:00", until: "Mon 08:00" }],
      [`error ${at("[0].zone")}: This is missing. Add it. [missing]`],
    ],
    [
      "a misspelt zone",
      window({ zone: "Europe/Berln" }),
      [
        `error ${at("[0].zone")}: There is no time zone "Europe/Berln" (got "Europe/Berln"). Perhaps "Europe/Berlin" is meant. [time-zone]`,
      ],
    ],
    [
      "an offset",
      window({ zone: "UTC+1" }),
      [
        `error ${at("[0].zone")}: There is no time zone "UTC+1" (got "UTC+1"). Write "Etc/GMT-1", whose sign is the other way round. [time-zone]`,
      ],
    ],
    [
      "the machine's own zone",
      window({ zone: "Local" }),
      [
        `error ${at("[0].zone")}: A freeze needs a time zone that is the same on every machine (got "Local"). Write a name of IANA's database, such as Europe/Berlin. [time-zone]`,
      ],
    ],
    [
      "an unknown weekday",
      window({ from: "Fry 16:00" }),
      [
        `error ${at("[0].from")}: There is no weekday "Fry" (got "Fry 16:00"; ${times}). Perhaps "Fri 16:00" is meant. [freeze-time]`,
      ],
    ],
    [
      "a weekday in German",
      window({ from: "Freitag 16:00" }),
      [
        `error ${at("[0].from")}: There is no weekday "Freitag" (got "Freitag 16:00"; ${times}). ${days}. [freeze-time]`,
      ],
    ],
    [
      "a time that no clock shows",
      window({ from: "Fri 25:00" }),
      [`error ${at("[0].from")}: This is no time of a freeze (got "Fri 25:00"; ${times}). ${days}. [freeze-time]`],
    ],
    [
      "the end of a day as 24:00",
      window({ until: "Sun 24:00" }),
      [
        `error ${at("[0].until")}: This is no time of a freeze (got "Sun 24:00"; ${times}). Write "Mon 00:00". [freeze-time]`,
      ],
    ],
    [
      "a day without a time",
      window({ from: "Fri" }),
      [`error ${at("[0].from")}: This is no time of a freeze (got "Fri"; ${times}). ${days}. [freeze-time]`],
    ],
    [
      "a date that doesn't exist",
      window({ from: "2026-02-30 08:00", until: "2026-03-02 08:00" }),
      [
        `error ${at("[0].from")}: There is no such day in the calendar (got "2026-02-30 08:00"; ${times}). ${days}. [freeze-time]`,
      ],
    ],
    [
      "ISO's spelling",
      window({ from: "2026-12-23T18:00:00", until: "2026-12-24 08:00" }),
      [
        `error ${at("[0].from")}: This is no time of a freeze (got "2026-12-23T18:00:00"; ${times}). Write "2026-12-23 18:00". [freeze-time]`,
      ],
    ],
    [
      "a weekday and a date",
      window({ until: "2027-01-02 08:00" }),
      [
        `error ${at("[0]")}: A window is weekly or has two dates (got "Fri 16:00" to "2027-01-02 08:00"). Write two days of the week, or two dates. [freeze-time]`,
      ],
    ],
    [
      "a reason of two lines",
      window({ reason: "one\ntwo" }),
      [
        `error ${at("[0].reason")}: Whoever is refused reads this as part of a sentence (got "one\\ntwo"; allowed one line of 1 to 200 characters). Say it in a few words. [freeze-reason]`,
      ],
    ],
    [
      "a window that ends when it begins",
      window({ until: "Fri 16:00" }),
      [
        `error ${at("[0]")}: This window ends when it begins, so it freezes nothing (got "Fri 16:00" to "Fri 16:00"). Write a later end; for good: protect the environment, or stop the line with slipway freeze. [freeze-empty]`,
      ],
    ],
    [
      "dates the wrong way round",
      window({ from: "2027-01-02 08:00", until: "2026-12-23 18:00" }),
      [
        `error ${at("[0]")}: This window ends before it begins (got "2027-01-02 08:00" to "2026-12-23 18:00"). Write the earlier date as from. [freeze-empty]`,
      ],
    ],
    [
      "a date and time that clocks skip",
      window({ from: "2026-03-29 02:30", until: "2026-03-30 08:00" }),
      [
        `error ${at("[0].from")}: Clocks in Europe/Berlin never show this: they are put forward over it (got "2026-03-29 02:30"). Write a time before or after the change. [freeze-clock-change]`,
      ],
    ],
    [
      "a date and time that clocks show twice",
      window({ from: "2026-10-24 02:30", until: "2026-10-25 02:30" }),
      [
        `error ${at("[0].until")}: Clocks in Europe/Berlin show this twice: they are put back over it (got "2026-10-25 02:30"). Write a time before or after the change. [freeze-clock-change]`,
      ],
    ],
    [
      "a weekly edge that clocks show twice once a year",
      window({ from: "Sun 02:30" }),
      [
        `warning ${at("[0].from")}: On 2026-10-25 clocks in Europe/Berlin go from 03:00 back to 02:00 and show 02:30 twice: the freeze begins, ends and begins again (got "Sun 02:30"). Write "Sun 02:00" or "Sun 03:00". [freeze-clock-change]`,
      ],
    ],
    [
      "a weekly window twice",
      [weekend, weekend],
      [
        `warning ${at("[1]")}: This window and [0] freeze the same time twice (got Fri 16:00 to Mon 08:00 (Europe/Berlin) and Fri 16:00 to Mon 08:00 (Europe/Berlin)). Write one window, or let one begin when the other ends. [freeze-overlap]`,
      ],
    ],
    [
      "weekly windows that overlap over the week's end",
      [weekend, { ...weekend, from: "Sun 23:00", until: "Tue 01:00" }],
      [
        `warning ${at("[1]")}: This window and [0] freeze the same time twice (got Sun 23:00 to Tue 01:00 (Europe/Berlin) and Fri 16:00 to Mon 08:00 (Europe/Berlin)). Write one window, or let one begin when the other ends. [freeze-overlap]`,
      ],
    ],
    [
      "dated windows that overlap",
      [
        { from: "2026-12-23 18:00", until: "2027-01-02 08:00", zone: berlin },
        { from: "2026-12-31 18:00", until: "2027-01-05 08:00", zone: "UTC" },
      ],
      [
        `warning ${at("[1]")}: This window and [0] freeze the same time twice (got 2026-12-31 18:00 to 2027-01-05 08:00 (UTC) and 2026-12-23 18:00 to 2027-01-02 08:00 (Europe/Berlin)). Write one window, or let one begin when the other ends. [freeze-overlap]`,
      ],
    ],
    [
      "a minute before midnight",
      [
        { ...weekend, until: "Fri 23:59" },
        { ...weekend, from: "Sat 00:00" },
      ],
      [
        `error ${at("[0].until")}: One minute stays open before [1] begins, and promotions go through in it (got "Fri 23:59"). Write "Sat 00:00": a window no longer holds at its until. [freeze-hole]`,
      ],
    ],
    [
      "a minute at the week's end",
      [
        { ...weekend, from: "Sun 00:00" },
        { ...weekend, until: "Sat 23:59" },
      ],
      [
        `error ${at("[1].until")}: One minute stays open before [0] begins, and promotions go through in it (got "Sat 23:59"). Write "Sun 00:00": a window no longer holds at its until. [freeze-hole]`,
      ],
    ],
    [
      "a minute at New Year",
      [
        { from: "2026-12-23 18:00", until: "2026-12-31 23:59", zone: berlin },
        { from: "2027-01-01 00:00", until: "2027-01-05 08:00", zone: berlin },
      ],
      [
        `error ${at("[0].until")}: One minute stays open before [1] begins, and promotions go through in it (got "2026-12-31 23:59"). Write "2027-01-01 00:00": a window no longer holds at its until. [freeze-hole]`,
      ],
    ],
    [
      "a minute between a holiday and a weekend",
      [weekend, { from: "2026-12-23 18:00", until: "2027-01-01 15:59", zone: berlin }],
      [
        `error ${at("[1].until")}: One minute stays open before [0] begins, and promotions go through in it (got "2027-01-01 15:59"). Write "2027-01-01 16:00": a window no longer holds at its until. [freeze-hole]`,
      ],
    ],
    [
      "a minute between a weekend and a holiday",
      [weekend, { from: "2026-12-21 08:01", until: "2027-01-01 12:00", zone: berlin }],
      [
        `error ${at("[0].until")}: One minute stays open before [1] begins, and promotions go through in it (got "Mon 08:00"). Write "Mon 08:01": a window no longer holds at its until. [freeze-hole]`,
      ],
    ],
    [
      "no time of the week left open",
      [weekend, { ...weekend, from: "Mon 08:00", until: "Fri 16:00" }],
      [
        `error ${at("")}: These windows leave no time of the week open: nothing is ever promoted (got Fri 16:00 to Mon 08:00 (Europe/Berlin), Mon 08:00 to Fri 16:00 (Europe/Berlin)). Shorten one of them; to stop the line for a while, use slipway freeze or slipway:frozen. [freeze-always]`,
      ],
    ],
    [
      "no time of the week left open by two countries together",
      [weekend, { from: "Mon 01:00", until: "Fri 22:00", zone: "America/New_York" }],
      [
        `error ${at("")}: These windows leave no time of the week open: nothing is ever promoted (got Fri 16:00 to Mon 08:00 (Europe/Berlin), Mon 01:00 to Fri 22:00 (America/New_York)). Shorten one of them; to stop the line for a while, use slipway freeze or slipway:frozen. [freeze-always]`,
      ],
    ],
    [
      "more windows than anybody needs",
      Array.from({ length: 51 }, () => weekend),
      [
        `error ${at("")}: These are more windows than the API server should be asked about (got 51; allowed at most 50). Join windows, or take those out that are past. [freeze-count]`,
      ],
    ],
  ])("%s is told", (_what, freeze, expected) => {
    expect(said(freeze)).toEqual(expected);
  });

  test("a control-flow Stage, into which nothing is promoted, has none", () => {
    const pipeline = edited({ "stages.split": { from: "dev", controlFlow: true, freeze: [weekend] } });
    expect(check(pipeline, defaultSettings).map(formatProblem)).toEqual([
      "error goserver.stages.split.freeze: This key isn't known here (allowed from, controlFlow, availabilityStrategy, protected, targets, shard). Remove it. [unknown-key]",
    ]);
  });

  test("beside the environments belongs into one", () => {
    expect(check(edited({ freeze: [weekend] }), defaultSettings).map(formatProblem)).toEqual([
      "error goserver.freeze: This key isn't known here (allowed app, warehouses, stages, promotionTemplate, promotionTasks, notify). Write it in the environment it is for, under stages. [unknown-key]",
    ]);
  });
});
