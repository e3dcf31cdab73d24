import { expect, test } from "vitest";
import { suspiciousCharacters } from "../../../model/grammar/characters.ts";

test.each([
  ["Cyrillic in a Latin word", "\u0440rod", ["\\u{440} looks like p at 0"]],
  ["several of them", "st\u0430g\u0456ng", ["\\u{430} looks like a at 2", "\\u{456} looks like i at 4"]],
  ["Greek in a Latin word", "pr\u03bfd", ["\\u{3bf} looks like o at 2"]],
  ["wide letters", "\uff50rod", ["\\u{ff50} looks like p at 0"]],
  ["mathematical letters", "\u{1d4c5}rod", ["\\u{1d4c5} looks like p at 0"]],
  ["a zero-width space", "pr\u200bod", ["\\u{200b} can't be seen at 2"]],
  ["a joiner between Latin letters", "pr\u200dod", ["\\u{200d} can't be seen at 2"]],
  ["a byte order mark", "\ufeffprod", ["\\u{feff} can't be seen at 0"]],
  ["a soft hyphen", "pr\u00adod", ["\\u{ad} can't be seen at 2"]],
  ["a tag character", "prod\u{e0041}", ["\\u{e0041} can't be seen at 4"]],
  ["a turned direction", "a\u202edorp", ["\\u{202e} turns the direction of what is written behind it at 1"]],
  ["a control character", "a\u0007b", ["\\u{7} is a control character at 1"]],
  ["a blank that isn't one", "a\u00a0b", ["\\u{a0} looks like a blank and isn't one at 1"]],
  ["a loose accent", "cafe\u0301", ["\\u{301} is a loose mark; with the letter before it, it looks like \u00e9 at 4"]],
  ["a sign with a twin", "5 \u212b", ["\\u{212b} looks like \u00c5 at 2"]],
])("%s is told", (_, text, told) => {
  expect(suspiciousCharacters(text).map(({ escaped, what, offset }) => `${escaped} ${what} at ${offset}`)).toEqual(
    told,
  );
});

test.each([
  "prod-eu",
  "a\tb\r\nc",
  "caf\u00e9",
  "\u0441\u0442\u0435\u0439\u0434\u0436 prod", // a word in Russian beside one in English
  "\u043a\u0430\u0444\u0435-bar",
  "5 \u00b5s, 5 \u03bcs, \u0394t",
  "\u65e5\u672c\u8a9e\u3000\uff11\uff12\uff1a",
  "d\u00e9ploy\u00e9\u00a0: \u00ab\u00a0oui\u00a0\u00bb",
  "see the\u00a0docs",
  "\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645", // Persian needs the non-joiner
  "\u26a0\ufe0f \u{1f468}\u200d\u{1f469}\u200d\u{1f467} \u{1f44d}\u{1f3fd}",
  "",
])("%j is honest", (text) => {
  expect(suspiciousCharacters(text)).toEqual([]);
});

test("a long text is told ten times at most, and quickly", () => {
  const started = performance.now();
  expect(suspiciousCharacters("\u200b".repeat(100_000))).toHaveLength(10);
  expect(performance.now() - started).toBeLessThan(5_000);
});
