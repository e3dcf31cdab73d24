import { expect, test } from "vitest";
import { durationSeconds, goDuration, goNanoseconds } from "../../model/duration.ts";
import { windowDuration } from "../../model/grammar/window-duration.ts";
import { answersOf } from "./grammar/answers.ts";

/** What Go's time package and the pattern of Kargo's CRDs say; made by `npm run update`. */
interface Answer {
  readonly pattern: boolean;
  readonly stored: string | null;
  readonly again: boolean;
  readonly nanoseconds: string | null;
}
const rows = answersOf<string, Answer>("duration");

test("texts are read to the nanosecond as Go reads them", () => {
  expect(rows.map(({ input }) => [input, goNanoseconds(input)?.toString() ?? null])).toEqual(
    rows.map(({ input, answer }) => [input, answer.nanoseconds]),
  );
  expect(rows.length).toBeGreaterThan(400);
});

test("a duration is one that Kargo takes and stores in whole seconds, and is written as Go writes it", () => {
  const written = (text: string) => {
    const seconds = durationSeconds(text);
    return seconds === undefined ? null : goDuration(seconds);
  };
  const stored = ({ pattern, stored, again }: Answer) =>
    pattern && again && stored !== null && !stored.includes(".") ? stored : null;
  expect(rows.map(({ input }) => [input, written(input)])).toEqual(
    rows.map(({ input, answer }) => [input, stored(answer)]),
  );
});

test("a sync window takes every duration of Go's that lasts", () => {
  const lasts = ({ nanoseconds }: Answer) => nanoseconds !== null && BigInt(nanoseconds) > 0n;
  expect(rows.map(({ input }) => [input, windowDuration(input) === undefined])).toEqual(
    rows.map(({ input, answer }) => [input, lasts(answer)]),
  );
});

test.each([
  ["1d", `"1d" isn't a duration Go can read. Write 24h`],
  ["2w", `"2w" isn't a duration Go can read. Write 336h`],
  ["soon", `"soon" isn't a duration Go can read. Write for example 1h or 1h30m`],
  ["0h", 'A window of "0h" is never open'],
  ["-2h", 'A window of "-2h" is never open'],
])("the window duration %j is refused in words", (text, why) => {
  expect(windowDuration(text)).toBe(why);
});

test("a text too long to be meant isn't a duration", () => {
  expect(goNanoseconds("1s".repeat(200))).toBeUndefined();
});
