import { expect, test } from "vitest";
import { passwordsSinceProblem } from "../../../model/platform/passwords-since.ts";
import { formatProblem } from "../../../model/problem.ts";

const now = new Date("2026-11-22T10:00:00Z");
const judged = (text: string) => {
  const problem = passwordsSinceProblem(text, now);
  return problem && formatProblem(problem);
};

test.each(["2026-02-30T00:00:00Z", "2026-13-01T00:00:00Z", "2026-01-31T24:00:00Z", "2026-01-31T08:00:00+99:00"])(
  "%s is in no calendar, and Argo CD would pass it over",
  (text) => {
    expect(judged(text)).toBe(
      `error platform.passwordsSince: no calendar has this moment (got "${text}"; allowed a moment that there was). Take the current moment: date -u +%Y-%m-%dT%H:%M:%SZ. [passwords-since]`,
    );
  },
);

test("one to come would lock everybody out until then", () => {
  expect(judged("2062-01-01T00:00:00Z")).toBe(
    'error platform.passwordsSince: this moment is still to come, and until then Argo CD would end each session as soon as it begins (got "2062-01-01T00:00:00Z"; allowed a moment that has passed). Take the current moment: date -u +%Y-%m-%dT%H:%M:%SZ. [passwords-since]',
  );
});

test.each(["2026-11-22T10:00:30Z", "2026-11-22T12:00:00+02:00", "2024-02-29T23:59:59.5Z", "2026-01-01T00:00:00Z"])(
  "%s is taken",
  (text) => {
    expect(judged(text)).toBeUndefined();
  },
);
