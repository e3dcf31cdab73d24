import { describe, expect, test } from "vitest";
import { formatProblem } from "../../../../model/problem.ts";
import { catalogue, guardsOf } from "../../../../model/rules/index.ts";

const ids = catalogue.map(({ id }) => id);
const now = new Date("2026-11-21T12:00:00Z");
const good = {
  rule: "G10",
  target: "Stage/prod",
  reason: "INC-42",
  approver: "alice",
  expires: "2026-11-22T12:00:00Z",
};
const { reason: _reason, ...unexplained } = good;

/** B51: exceptions that aren't what exceptions have to be. */
describe("B51: an exception", () => {
  test.each<[string, object, string]>([
    [
      "that has ended",
      { ...good, expires: "2026-11-21T12:00:00Z" },
      'expires: This exception has ended (got "2026-11-21T12:00:00Z"; allowed 2026-11-21T12:00:00Z to 2026-11-28T12:00:00Z). Remove the exception, or have it approved anew',
    ],
    [
      "whose end is a week and a second away",
      { ...good, expires: "2026-11-28T12:00:01Z" },
      'expires: An exception ends within 7 days (got "2026-11-28T12:00:01Z"; allowed 2026-11-21T12:00:00Z to 2026-11-28T12:00:00Z). Write an earlier end, and renew it if need be',
    ],
    [
      "without a reason",
      unexplained,
      "reason: An exception has no reason (got nothing; allowed one line). Write why, for those who come across it later",
    ],
    [
      "from a rule that isn't",
      { ...good, rule: "G41" },
      'rule: There is no such rule (got "G41"; allowed G01 to G40). Name a rule',
    ],
    [
      "from every rule",
      { ...good, rule: "*" },
      'rule: There is no such rule (got "*"; allowed G01 to G40). Name a rule',
    ],
    [
      "for everything",
      { ...good, target: "*" },
      'target: An exception is for one object, never for all (got "*"; allowed Kind/name, such as Stage/prod). Write one exception for each object',
    ],
    [
      "for every Stage",
      { ...good, target: "Stage/*" },
      'target: An exception is for one object, never for all (got "Stage/*"; allowed Kind/name, such as Stage/prod). Write one exception for each object',
    ],
    [
      "from the rule about exceptions",
      { ...good, rule: "G40" },
      'rule: Nothing is excepted from the rule about exceptions (got "G40"; allowed any other rule). Remove it',
    ],
  ])("%s is refused, and grants nothing", (_what, exception, said) => {
    const { guards, problems } = guardsOf({ exceptions: [exception] }, ids, now);
    expect(problems.map(formatProblem)).toEqual([`error exceptions[0].${said}. [G40]`]);
    expect(guards.exceptions).toEqual([]);
  });

  test("that is as it has to be is granted, up to its last second", () => {
    const last = { ...good, expires: "2026-11-28T12:00:00Z" };
    expect(guardsOf({ exceptions: [good, last] }, ids, now)).toMatchObject({
      guards: { exceptions: [good, last] },
      problems: [],
    });
  });
});
