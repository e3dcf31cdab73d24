import { describe, expect, test } from "vitest";
import { check } from "../../../model/check.ts";
import { checkTogether } from "../../../model/check-together.ts";
import type { Pipeline } from "../../../model/definition.ts";
import { ProblemsError } from "../../../model/problem.ts";
import { defaultSettings, type Settings } from "../../../model/settings.ts";
import { canaries, shownCanary } from "../../support/canaries.ts";
import { pick, seeded } from "../../support/seeded.ts";
import { common } from "../patterns/common.ts";
import { shapes } from "../patterns/shapes.ts";
import { verified } from "../patterns/verified.ts";

/*
 * Whatever a definition holds once its types are stripped, the checker says something or nothing: it never throws, never
 * hangs, never shows a secret. Most rounds change one place of a right pipeline, so that they reach the checks behind
 * those of shape; the others are made of nothing but odd values.
 */
type Random = () => number;

const circle: Record<string, unknown> = {};
circle["self"] = circle;
const patterns: readonly Pipeline[] = Object.values({ ...common, ...shapes, ...verified });
const keys = [
  ...["app", "warehouses", "stages", "promotionTemplate", "promotionTasks", "from", "image", "git", "chart", "kind"],
  ...["main", "test", "repoURL", "steps", "config", "perStage", "vars", "uses", "as", "name", "targets", "parts"],
  ...["__proto__", "constructor", "toString", "", "a.b", "0", "prod\n", "p\u0440od", ...canaries],
];
const texts = [
  ...["", "main", "test", "prod", "git-clone", "argocd-update", "steps", "image", "expression", "1d", "1h", "a\u202eb"],
  ...[
    "${{",
    "${{ vars.x }}",
    "${{ imageFrom('",
    "${% a %}",
    "{{args.x}}",
    "^(?=x)",
    "glob:[",
    "../..",
    "\u0000",
    "\ud800",
  ],
  ...["(".repeat(3000), "${{".repeat(3000), "a".repeat(30_000), "[a-z]*".repeat(300), "1.".repeat(2000)],
  ...canaries,
];
const others = [null, undefined, true, false, 0, -1, 1e21, Number.NaN, 1n, Symbol("s"), () => 1, new Date(0), circle];

function value(random: Random, depth: number): unknown {
  const choice = random();
  if (depth === 0 || choice < 0.35) return pick<unknown>(random, random() < 0.6 ? texts : others);
  const length = Math.floor(random() * 4);
  if (choice < 0.55) return Array.from({ length }, () => value(random, depth - 1));
  return Object.fromEntries(Array.from({ length }, () => [pick(random, keys), value(random, depth - 1)]));
}

/** The data with one of its places, chosen step by step, changed. */
function changed(random: Random, data: unknown): unknown {
  if (typeof data !== "object" || data === null || random() < 0.08) return value(random, 3);
  if (Array.isArray(data)) {
    const at = Math.floor(random() * data.length);
    return data.map((item, index) => (index === at ? changed(random, item) : item));
  }
  const names = Object.keys(data);
  const at = pick(random, names);
  const entries = Object.entries(data).flatMap(([key, item]): [string, unknown][] => {
    if (key !== at) return [[key, item]];
    const action = random();
    if (action < 0.05) return [];
    if (action < 0.15) return [[pick(random, keys), item]];
    if (action < 0.2)
      return [
        [key, item],
        [pick(random, keys), value(random, 3)],
      ];
    return [[key, changed(random, item)]];
  });
  return Object.fromEntries(entries);
}

function settings(random: Random): Settings {
  return (
    random() < 0.8 ? defaultSettings : random() < 0.5 ? changed(random, defaultSettings) : value(random, 3)
  ) as Settings;
}

describe("a definition may hold anything", () => {
  // each of these once found a defect: a throw on symbols, one on objects without a text, two secrets in small letters
  test.each([200, 211, 217, 224])(
    "the checker withstands round %i of seeded values",
    (seed) => {
      const random = seeded(seed);
      for (let round = 0; round < 120; round += 1) {
        let made: unknown = random() < 0.85 ? pick(random, patterns) : value(random, 5);
        for (let count = 1 + Math.floor(random() * 3); count > 0; count -= 1) made = changed(random, made);
        const problems = check(made as Pipeline, settings(random));
        const told = `${new ProblemsError("pipeline", problems).message}\n${JSON.stringify(problems)}`;
        expect(shownCanary(told), told).toBeUndefined();
      }
    },
    30_000,
  );

  test("pipelines side by side are withstood too", () => {
    const random = seeded(4);
    for (let round = 0; round < 20; round += 1) {
      const several = Array.from({ length: 3 }, () => changed(random, pick(random, patterns)) as Pipeline);
      const told = JSON.stringify(checkTogether(several, defaultSettings));
      expect(shownCanary(told), told).toBeUndefined();
    }
  }, 30_000);
});

test("the same values are told in the same order, in whatever order they are written", () => {
  const reversed = (data: unknown): unknown => {
    if (Array.isArray(data)) return data.map(reversed);
    if (typeof data !== "object" || data === null) return data;
    return Object.fromEntries(
      Object.entries(data)
        .reverse()
        .map(([key, item]) => [key, reversed(item)]),
    );
  };
  const random = seeded(5);
  for (const pattern of patterns) {
    const made = changed(random, changed(random, structuredClone(pattern)));
    const told = (pipeline: unknown) => check(pipeline as Pipeline, defaultSettings).map(({ path }) => path);
    const paths = told(made);
    expect(paths).toEqual([...paths].sort());
    expect(told(made)).toEqual(paths);
    expect(told(reversed(pattern))).toEqual(told(pattern));
  }
});
