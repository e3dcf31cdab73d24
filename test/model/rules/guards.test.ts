import { expect, test } from "vitest";
import { formatProblem } from "../../../model/problem.ts";
import { catalogue, guardsOf, ownGuards, settingsOf } from "../../../model/rules/index.ts";

const ids = catalogue.map(({ id }) => id);

test("settings by name, and the levels that differ", () => {
  const { guards, problems } = guardsOf(
    { minimumSoak: "24h", tagPatterns: { "docker.io/a/b": "^v" }, signedImages: true, levels: { G10: "deny" } },
    ids,
  );
  expect(problems).toEqual([]);
  expect(guards).toEqual({
    ...ownGuards,
    settings: settingsOf({ minimumSoak: "24h", tagPatterns: { "docker.io/a/b": "^v" }, signedImages: true }),
    levels: { G10: "deny" },
  });
});

test("admission policies are there unless the team says no", () => {
  expect(guardsOf({ admissionPolicies: true }, ids).guards).toEqual(ownGuards);
  expect(guardsOf({ admissionPolicies: false }, ids).guards).toEqual({ ...ownGuards, admissionPolicies: false });
  const { guards, problems } = guardsOf({ admissionPolicies: "no" }, ids);
  expect(guards).toEqual(ownGuards);
  expect(problems.map(formatProblem)).toEqual([
    'error admissionPolicies: This can\'t be read (got "no"; allowed true or false). Write one of them. [guards]',
  ]);
});

test("nothing means every setting at its default", () => {
  expect(guardsOf({}, ids)).toEqual({ guards: ownGuards, problems: [] });
});

test.each<[string, unknown, string]>([
  [
    "no map",
    ["prod"],
    "error : This can't be read (got a list; allowed a map of settings). Write for example minimumSoak: 24h. [guards]",
  ],
  [
    "one name in place of a list",
    { protectedStages: "prod" },
    'error protectedStages: This can\'t be read (got "prod"; allowed a list of texts). Write a list. [guards]',
  ],
  [
    "days",
    { minimumSoak: "1d" },
    'error minimumSoak: This can\'t be read (got "1d"; allowed a duration with s, m and h). Write for example 24h. [guards]',
  ],
  [
    "a text for a switch",
    { signedImages: "yes" },
    'error signedImages: This can\'t be read (got "yes"; allowed true or false). Write one of them. [guards]',
  ],
  [
    "a pattern that RE2 can't read",
    { tagPatterns: { a: "(?=x)" } },
    "error tagPatterns: This can't be read (got an object; allowed a map from repositories to patterns (RE2)). Write such a map. [guards]",
  ],
  [
    "upstreams that aren't lists",
    { upstreams: { prod: "uat" } },
    "error upstreams: This can't be read (got an object; allowed a map from Stages to lists of Stages). Write such a map. [guards]",
  ],
  [
    "an unknown rule",
    { levels: { G41: "deny" } },
    'error levels.G41: There is no such rule (got "G41"; allowed G01 to G40). Name a rule. [guards]',
  ],
  [
    "an unknown level",
    { levels: { G01: "block" } },
    'error levels.G01: There is no such level (got "block"; allowed off, audit, warn, deny). Write one of the levels. [guards]',
  ],
  [
    "levels as a list",
    { levels: ["G01"] },
    "error levels: This can't be read (got a list; allowed a map from rules to levels). Write for example levels: {G10: deny}. [guards]",
  ],
])("refuses %s", (_what, value, message) => {
  const { guards, problems } = guardsOf(value, ids);
  expect(problems.map(formatProblem)).toEqual([message]);
  expect(guards).toEqual(ownGuards);
});

test("a misspelt setting is told with the one that was meant", () => {
  const [problem] = guardsOf({ minimunSoak: "24h" }, ids).problems;
  expect(problem?.message).toBe("There is no such setting");
  expect(problem?.fix).toBe('Perhaps "minimumSoak" is meant');
});
