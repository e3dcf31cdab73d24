import { expect, test } from "vitest";
import { formatProblem } from "../../../model/problem.ts";
import { catalogue, exceptionInWords, guardsOf } from "../../../model/rules/index.ts";

const ids = catalogue.map(({ id }) => id);
const now = new Date("2026-01-01T12:00:00Z");
const right = {
  rule: "G10",
  target: "Stage/prod",
  reason: "the Git host is down",
  approver: "alice",
  expires: "2026-01-08T12:00:00Z",
};
const said = (...exceptions: unknown[]) => guardsOf({ exceptions }, ids, now).problems.map(formatProblem);

test("an exception is granted with its end in UTC, up to seven days away to the second", () => {
  const { guards, problems } = guardsOf({ exceptions: [{ ...right, expires: "2026-01-08T13:00:00+01:00" }] }, ids, now);
  expect(problems).toEqual([]);
  expect(guards.exceptions).toEqual([right]);
  expect(guards.exceptions.map(exceptionInWords)).toEqual([
    "G10 is set aside for Stage/prod until 2026-01-08T12:00:00Z by alice: the Git host is down",
  ]);
});

test("who can't know the time judges no end", () => {
  const { guards } = guardsOf({ exceptions: [{ ...right, expires: "2020-01-01T00:00:00Z" }] }, ids);
  expect(guards.exceptions).toHaveLength(1);
});

test.each<[string, unknown, string]>([
  [
    "one that has ended",
    { ...right, expires: "2026-01-01T12:00:00Z" },
    'exceptions[0].expires: This exception has ended (got "2026-01-01T12:00:00Z"; allowed 2026-01-01T12:00:00Z to 2026-01-08T12:00:00Z). Remove the exception, or have it approved anew.',
  ],
  [
    "one that ends a second too late",
    { ...right, expires: "2026-01-08T12:00:01Z" },
    'exceptions[0].expires: An exception ends within 7 days (got "2026-01-08T12:00:01Z"; allowed 2026-01-01T12:00:00Z to 2026-01-08T12:00:00Z). Write an earlier end, and renew it if need be.',
  ],
  [
    "an end without its zone",
    { ...right, expires: "2026-01-03T12:00:00" },
    'exceptions[0].expires: This can\'t be read (got "2026-01-03T12:00:00"; allowed a date and time with its zone, such as 2026-01-31T18:00:00Z). Write it so.',
  ],
  [
    "a day that no month has",
    { ...right, expires: "2026-01-32T12:00:00Z" },
    'exceptions[0].expires: This can\'t be read (got "2026-01-32T12:00:00Z"; allowed a date and time with its zone, such as 2026-01-31T18:00:00Z). Write it so.',
  ],
  [
    "one without a reason",
    { ...right, reason: undefined },
    "exceptions[0].reason: An exception has no reason (got nothing; allowed one line). Write why, for those who come across it later.",
  ],
  [
    "an empty reason",
    { ...right, reason: " " },
    'exceptions[0].reason: This can\'t be read (got " "; allowed one line). Write why, for those who come across it later.',
  ],
  [
    "one without an approver",
    { ...right, approver: undefined },
    "exceptions[0].approver: An exception has no approver (got nothing; allowed one line). Write who allowed it.",
  ],
  [
    "an unknown rule",
    { ...right, rule: "G41" },
    'exceptions[0].rule: There is no such rule (got "G41"; allowed G01 to G40). Name a rule.',
  ],
  [
    "the rule about exceptions",
    { ...right, rule: "G40" },
    'exceptions[0].rule: Nothing is excepted from the rule about exceptions (got "G40"; allowed any other rule). Remove it.',
  ],
  [
    "everything",
    { ...right, target: "*" },
    'exceptions[0].target: An exception is for one object, never for all (got "*"; allowed Kind/name, such as Stage/prod). Write one exception for each object.',
  ],
  [
    "every Stage",
    { ...right, target: "Stage/*" },
    'exceptions[0].target: An exception is for one object, never for all (got "Stage/*"; allowed Kind/name, such as Stage/prod). Write one exception for each object.',
  ],
  [
    "a kind that no rule judges",
    { ...right, target: "Stages/prod" },
    'exceptions[0].target: This names no object (got "Stages/prod"; allowed Kind/name or Kind/namespace/name; kinds are Stage, ProjectConfig, Warehouse, Freight, Promotion, PromotionTask, Application, AppProject, AnalysisTemplate, Pod, Namespace). Name one object as the message that refused it does.',
  ],
  [
    "a misspelt part",
    { ...right, reasons: "b" },
    'exceptions[0].reasons: An exception has no such part (got "reasons"; allowed rule, target, reason, approver, expires). Perhaps "reason" is meant.',
  ],
  [
    "no map",
    "G10",
    'exceptions[0]: This can\'t be read (got "G10"; allowed a map). Write for example {rule: G10, target: Stage/prod, reason: …, approver: …, expires: 2026-01-31T18:00:00Z}.',
  ],
])("refuses %s", (_what, exception, message) => {
  expect(said(exception)).toEqual([`error ${message} [G40]`]);
  expect(guardsOf({ exceptions: [exception] }, ids, now).guards.exceptions).toEqual([]);
});

test("everything that is wrong is told at once, of every exception", () => {
  const found = said({ rule: "G99", target: "*" }, { ...right, expires: "2025-01-01T00:00:00Z" });
  expect(found.map((each) => each.split(":")[0])).toEqual([
    "error exceptions[0].reason",
    "error exceptions[0].approver",
    "error exceptions[0].expires",
    "error exceptions[0].rule",
    "error exceptions[0].target",
    "error exceptions[1].expires",
  ]);
});

test("exceptions are a list", () => {
  expect(guardsOf({ exceptions: right }, ids, now).problems.map(formatProblem)).toEqual([
    "error exceptions: This can't be read (got an object; allowed a list). Write for example [{rule: G10, target: Stage/prod, reason: …, approver: …, expires: 2026-01-31T18:00:00Z}]. [G40]",
  ]);
});
