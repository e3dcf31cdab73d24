import { expect, test } from "vitest";
import { liveFacts } from "../../../cli/diagram/live.ts";
import { changes } from "../../../cli/status/changes.ts";
import type { LiveSwitch } from "../../../cli/status/freeze-facts.ts";
import { projectStatus } from "../../../cli/status/rows.ts";
import { statusText } from "../../../cli/status/table.ts";
import { now, snapshot, stage } from "./sample.ts";

// `now` is a Saturday
const calendar = JSON.stringify([
  { from: "Fri 16:00", until: "Mon 08:00", zone: "Europe/Berlin", reason: "nobody is there to look" },
]);
const freezeSwitch = (environment: string, data: Record<string, string>): LiveSwitch => ({
  metadata: { name: `slipway-freeze-${environment}`, labels: { "slipway.dev/freeze": environment } },
  data,
});
const switches = [
  freezeSwitch("dev", { calendar: "[]", frozen: "" }),
  freezeSwitch("staging", {
    calendar: "[]",
    frozen: "incident 7",
    "frozenByHand.staging": "2026-11-21T11:30:00Z jane@acme.example: the database moves",
  }),
  freezeSwitch("prod", { calendar, frozen: "" }),
];
const stages = [stage("dev", []), stage("staging", ["dev"]), stage("prod", ["staging"])];
const at = (time: number, of: readonly LiveSwitch[] = switches) =>
  projectStatus(snapshot({ stages, switches: of }), time);

test("what freezes a Stage is told as facts", () => {
  const [dev, staging, prod] = at(now).stages.map(({ freeze }) => freeze);
  expect(dev).toEqual({ frozen: false, windows: [], openings: [], words: [] });
  expect(staging).toEqual({
    frozen: true,
    byHand: { by: "jane@acme.example", since: "2026-11-21T11:30:00Z", reason: "the database moves" },
    byCode: "incident 7",
    windows: [],
    openings: [],
    words: [
      "frozen by hand, by jane@acme.example since 2026-11-21 11:30:00 UTC: the database moves",
      "frozen by slipway:frozen: incident 7",
    ],
  });
  expect(prod).toEqual({
    frozen: true,
    until: "2026-11-23T07:00:00Z",
    windows: ["Fri 16:00 to Mon 08:00 (Europe/Berlin)"],
    openings: [
      { from: "2026-11-23T07:00:00Z", until: "2026-11-27T15:00:00Z" },
      { from: "2026-11-30T07:00:00Z", until: "2026-12-04T15:00:00Z" },
      { from: "2026-12-07T07:00:00Z", until: "2026-12-11T15:00:00Z" },
    ],
    words: [
      "frozen until Mon 23 Nov 08:00, Fri 16:00 to Mon 08:00 (Europe/Berlin): nobody is there to look. Open Mon 23 Nov 08:00 to Fri 27 Nov 16:00, Mon 30 Nov 08:00 to Fri 4 Dec 16:00 (Europe/Berlin)",
    ],
  });
});

test("below the table stands what is frozen until when, and when it opens", () => {
  expect(statusText(at(now), now).split("\n").slice(-4, -1)).toEqual([
    "* staging: frozen by hand, by jane@acme.example since 2026-11-21 11:30:00 UTC: the database moves",
    "* staging: frozen by slipway:frozen: incident 7",
    "* prod: frozen until Mon 23 Nov 08:00, Fri 16:00 to Mon 08:00 (Europe/Berlin): nobody is there to look. Open Mon 23 Nov 08:00 to Fri 27 Nov 16:00, Mon 30 Nov 08:00 to Fri 4 Dec 16:00 (Europe/Berlin)",
  ]);
});

test("while the calendar is open, it is told until when", () => {
  const tuesday = now + 3 * 24 * 3600_000;
  const [last] = statusText(at(tuesday), tuesday).split("\n").slice(-2, -1);
  expect(last).toBe(
    "  prod: open until Fri 27 Nov 16:00 (Europe/Berlin); then Mon 30 Nov 08:00 to Fri 4 Dec 16:00, Mon 7 Dec 08:00 to Fri 11 Dec 16:00",
  );
});

test("who watches sees a freeze come and go", () => {
  const [, , prod] = switches;
  const thawed = [freezeSwitch("staging", { calendar: "[]", frozen: "" }), ...(prod ? [prod] : [])];
  expect(changes([at(now)], [at(now, thawed)])).toEqual([
    "staging: freeze frozen by hand, by jane@acme.example since 2026-11-21 11:30:00 UTC: the database moves; frozen by slipway:frozen: incident 7 → none",
  ]);
});

test("the live picture says it in its boxes", () => {
  const { stages: boxes } = liveFacts(at(now).stages, [], now);
  expect(["dev", "staging", "prod"].map((name) => boxes.get(name)?.lines.at(-1))).toEqual([
    "never promoted",
    "frozen by jane@acme.example",
    "frozen until 2026-11-23 07:00 UTC",
  ]);
});

test("a switch without its key freezes, as the policy does, and one whose calendar a hand broke still shows the rest", () => {
  const broken = [freezeSwitch("prod", { calendar }), freezeSwitch("staging", { calendar: "{", frozen: "x" })];
  expect(at(now, broken).stages.map(({ freeze }) => freeze?.words)).toEqual([
    undefined,
    ["frozen by slipway:frozen: x"],
    ["frozen, because its key frozen is gone: run slipway up"],
  ]);
});
