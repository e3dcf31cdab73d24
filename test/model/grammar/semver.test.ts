import { expect, test } from "vitest";
import { semverConstraint, semverVersion } from "../../../model/grammar/semver.ts";
import { answersOf } from "./answers.ts";

interface Question {
  readonly kind: "constraint" | "strict" | "coerced";
  readonly text: string;
}
const rows = answersOf<Question, string | null>("semver");
const asked = (...kinds: readonly Question["kind"][]) => rows.filter(({ input }) => kinds.includes(input.kind));

test("constraints are taken and refused as by Masterminds/semver at Kargo's version", () => {
  const told = asked("constraint").filter(
    // Kargo doesn't ask the library about an empty text: it is no constraint
    ({ input, answer }) => (semverConstraint(input.text) === undefined) !== (answer === null || input.text === ""),
  );
  expect(told).toEqual([]);
  expect(asked("constraint").length).toBeGreaterThan(600);
});

test("tags count as versions as in Kargo, strictly and not", () => {
  const told = asked("strict", "coerced").filter(
    ({ input, answer }) =>
      (semverVersion(input.text, { strict: input.kind === "strict" }) === undefined) !== (answer === null),
  );
  expect(told).toEqual([]);
  expect(asked("strict", "coerced").length).toBeGreaterThan(300);
});

test.each([
  ["^1.x.y.z", '"1.x.y.z" isn\'t a version'],
  [">=1 <", "There is no version behind <"],
  ["latest", '"latest" isn\'t a version'],
  ["==1", '"==" isn\'t an operator'],
  ["1 ||", "There is no version beside ||"],
  [">=1,,<2", "There is no version beside a comma"],
  ["1.2.3-01", 'A number in a prerelease has no 0 in front: "01"'],
  ["18446744073709551616", '"18446744073709551616" is too large for a version\'s number'],
  ["1 - 2 - 3", '"-" isn\'t a version'],
])("the constraint %j is refused in words", (text, why) => {
  expect(semverConstraint(text)).toBe(why);
});

test.each([
  ["main", '"main" isn\'t a version'],
  ["1.2", "A strict version has major, minor and patch"],
  ["1.02.3", 'A strict version\'s number has no 0 in front: "02"'],
])("the tag %j is no strict version, in words", (text, why) => {
  expect(semverVersion(text, { strict: true })).toBe(why);
});
