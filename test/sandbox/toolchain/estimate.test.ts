import { describe, expect, test } from "vitest";
import { fractionOf, parallelism } from "../../../sandbox/toolchain/build.ts";
import { formatTimeLeft, secondsLeft } from "../../../sandbox/toolchain/estimate.ts";

const work = [
  { seconds: 200, fraction: 0.5 },
  { seconds: 100, fraction: 0 },
];

describe("the time left", () => {
  test.each([
    ["is what was measured while little is done", { expected: 10, actual: 100 }, 200],
    ["grows on a machine that takes twice as long", { expected: 50, actual: 100 }, 400],
    ["shrinks on a machine that takes half as long", { expected: 100, actual: 50 }, 100],
    ["takes a factor of more than 20 for a start-up effect", { expected: 20, actual: 2000 }, 4000],
  ])("%s", (_, pace, left) => {
    expect(secondsLeft(work, pace)).toBe(left);
  });

  test("is nothing when all is done", () => {
    expect(secondsLeft([{ seconds: 200, fraction: 1 }], { expected: 200, actual: 200 })).toBe(0);
  });

  test.each([
    [0, "less than a minute left"],
    [60, "less than a minute left"],
    [61, "about 2 min left"],
    [600, "about 10 min left"],
  ])("of %i seconds is told as %s", (seconds, text) => {
    expect(formatTimeLeft(seconds)).toBe(text);
  });
});

describe("how far a build is", () => {
  test.each([
    ["nothing before it has started", { packages: 0, ofPackages: 100 }, 0],
    ["less than the share of its packages, because it is linked after them", { packages: 50, ofPackages: 100 }, 0.45],
    ["not all of it when every package is compiled", { packages: 100, ofPackages: 100 }, 0.9],
  ])("is %s", (_, progress, fraction) => {
    expect(fractionOf(progress)).toBe(fraction);
  });
});

describe("packages compiled at once", () => {
  test.each([
    [2, 8e9, 2],
    [8, 64e9, 8],
    [8, 8e9, 4],
    [8, 2e9, 2],
    [1, 64e9, 1],
  ])("on %i cores with %d bytes of memory are %i", (cores, memory, expected) => {
    expect(parallelism(cores, memory)).toBe(expected);
  });
});
