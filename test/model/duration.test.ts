import { expect, test } from "vitest";
import { durationSeconds, goDuration } from "../../model/duration.ts";

test.each([
  ["0s", "0s"],
  ["30s", "30s"],
  ["90s", "1m30s"],
  ["5m", "5m0s"],
  ["60m", "1h0m0s"],
  ["1.5h", "1h30m0s"],
  ["0.1h", "6m0s"],
  ["1h1h", "2h0m0s"],
  ["336h", "336h0m0s"],
])("%s is %s as Go writes it", (text, written) => {
  const seconds = durationSeconds(text);
  expect(seconds === undefined ? undefined : goDuration(seconds)).toBe(written);
});

test.each([
  "",
  "1",
  "h",
  "1d",
  "1 h",
  "-1s",
  "+1s",
  "1ms",
  "1.5s",
  ".5h",
  "1.h",
  "1H",
  "9223372037s",
  "1h\n",
  "9".repeat(200),
])("%j isn't a duration", (text) => {
  expect(durationSeconds(text)).toBeUndefined();
});
