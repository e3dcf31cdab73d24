import { expect, test } from "vitest";
import { pathSelector } from "../../../model/grammar/path-selector.ts";
import { re2Pattern } from "../../../model/grammar/re2.ts";
import { unicodeClasses } from "../../../model/grammar/unicode-classes.ts";
import { answersOf } from "./answers.ts";

interface Question {
  readonly kind: "pattern" | "classes" | "glob";
  readonly text: string;
}
interface Answer {
  readonly error: string | null;
  readonly names?: readonly string[];
}
const rows = answersOf<Question, Answer>("re2");
const patterns = rows.filter(({ input }) => input.kind === "pattern");

test("patterns compile and are refused as by Go's regexp package", () => {
  const told = patterns.filter(
    ({ input, answer }) => (re2Pattern(input.text) === undefined) !== (answer.error === null),
  );
  expect(told).toEqual([]);
  expect(patterns.length).toBeGreaterThan(400);
});

test("the names of character classes are Go's", () => {
  expect(rows.find(({ input }) => input.kind === "classes")?.answer.names).toEqual([...unicodeClasses]);
});

test.each([
  ["^(?!latest)", `RE2 can't look ahead or behind: "(?!"`],
  ["(?<=v)1", `RE2 can't look ahead or behind: "(?<="`],
  ["(a)\\1", 'RE2 has no backreferences: "\\\\1"'],
  ["v(1", 'RE2 says: missing closing ): "v(1"'],
  ["v1)", 'RE2 says: unexpected ): "v1)"'],
  ["a{1001}", 'RE2 says: invalid repeat count: "{1001}"'],
  ["*", 'RE2 says: missing argument to repetition operator: "*"'],
  ["\\p{Klingon}", 'Go knows no character class "\\\\p{Klingon}"'],
  [`ghp_${"a".repeat(36)}(`, 'RE2 says: missing closing ): "ghp_…"'],
])("the pattern %j is refused in words", (text, why) => {
  expect(re2Pattern(text)).toBe(why);
});

test("a pattern made to cost much is judged quickly or not at all", () => {
  const costly = [
    "[".repeat(6000),
    "[\\p{a".repeat(1000),
    "a{1000}".repeat(800),
    "((a{30}){30}){1}".repeat(300),
    "(".repeat(9000),
  ];
  const started = performance.now();
  expect(costly.map((pattern) => re2Pattern(pattern) === undefined)).toEqual([false, false, true, true, true]);
  expect(performance.now() - started).toBeLessThan(10_000);
});

test("globs in path selectors are taken and refused as by doublestar at Kargo's version", () => {
  const globs = rows.filter(({ input }) => input.kind === "glob");
  const told = globs.filter(
    ({ input, answer }) => (pathSelector(`glob:${input.text}`) === undefined) !== (answer.error === null),
  );
  expect(told).toEqual([]);
  expect(globs.length).toBeGreaterThan(50);
});

test.each([
  ["glob:k8s/{a", "A { of this glob is never closed"],
  ["glob:k8s/[", "A [ of this glob is never closed, or holds nothing"],
  ["glob:a}", "A } of this glob closes nothing"],
  ["glob:a\\", "This glob ends with a lone \\"],
  ["regex:^k8s/(?!prod)", `RE2 can't look ahead or behind: "(?!"`],
  ["regexp:(", 'RE2 says: missing closing ): "("'],
  ["k8s/**", "Without glob: in front this is the name of one folder, * and all"],
  ["../x", "This path leaves the repository"],
  ["k8s", undefined],
  ["glob:**/*.yaml", undefined],
  ["regex:\\.ya?ml$", undefined],
])("the path selector %j is judged by its prefix", (text, why) => {
  expect(pathSelector(text)).toBe(why);
});
