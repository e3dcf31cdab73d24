import { expect, test } from "vitest";
import { actorWords, age, left } from "../../../cli/kargo/words.ts";

const minute = 60_000;
test.each([
  [0, "0s"],
  [59_400, "59s"],
  [minute, "1m"],
  [60 * minute, "1h"],
  [125 * minute, "2h 5m"],
  [24 * 60 * minute, "1d"],
  [50 * 60 * minute, "2d 2h"],
  [400 * 24 * 60 * minute, "400d"],
  [-5, "0s"],
])("%i ms are told as %s", (milliseconds, words) => {
  expect(age(milliseconds)).toBe(words);
});

test("what is left is never told shorter than it is", () => {
  expect([left(61_000), left(1_200), left(60_000)]).toEqual(["2m", "2s", "1m"]);
});

test.each([
  ["email:jane@acme.example", "jane@acme.example"],
  ["kubernetes:jane", "jane"],
  ["kubernetes:system:serviceaccount:ci:robot", "ci/robot"],
  ["admin", "admin"],
  ["subject:abc", "abc"],
])("an actor %s is shown as %s", (raw, words) => {
  expect(actorWords({ raw, automatic: false })).toBe(words);
});
