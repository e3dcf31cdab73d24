/** The calendar against cel-go at Kubernetes' version and Argo CD's rule for sync windows, at 10,000 moments. */
import { describe, expect, test } from "vitest";
import { holding } from "../../../model/freeze/calendar.ts";
import { windowsOf } from "../../../model/freeze/window.ts";
import type { FreezeRow } from "../../../tools/oracle/freeze/rows.ts";
import { answersOf } from "../grammar/answers.ts";

const rows = answersOf<FreezeRow, { policy: string; sync: string }>("freeze");

test("10,000 moments were asked, about a third of them frozen, in ten zones", () => {
  expect(rows.flatMap(({ input }) => input.instants)).toHaveLength(10_000);
  const frozen = rows.flatMap(({ answer }) => [...answer.policy]).filter((each) => each === "1").length;
  expect(frozen).toBeGreaterThan(3_000);
  expect(frozen).toBeLessThan(8_000);
  expect(new Set(rows.flatMap(({ input }) => input.calendar.map(({ zone }) => zone))).size).toBe(10);
});

describe.each(rows.map(({ input, answer }, index) => [index, input, answer] as const))(
  "calendar %i",
  (_i, input, answer) => {
    const windows = windowsOf(input.calendar);
    const frozen = (of: typeof windows) =>
      input.instants.map((at) => (holding(of, at * 1000).length > 0 ? "1" : "0")).join("");

    test("freezes for the API server what it freezes here", () => {
      expect(frozen(windows)).toBe(answer.policy);
    });

    test("freezes for Argo CD what its weekly windows freeze here", () => {
      expect(frozen(windows.filter(({ kind }) => kind === "weekly"))).toBe(answer.sync);
    });
  },
);
