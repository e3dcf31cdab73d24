import { expect, test } from "vitest";
import { check } from "../../../model/check.ts";
import type { Pipeline } from "../../../model/definition.ts";
import { defaultSettings } from "../../../model/settings.ts";
import { common } from "./common.ts";
import { shapes } from "./shapes.ts";
import { verified } from "./verified.ts";

const circle: Record<string, unknown> = {};
circle["self"] = circle;
const values = [null, -1, "", "💥", [], {}, [null], { kind: "expression", parts: [null] }, { perStage: 1 }, 1n, circle];

/** Puts a value in every place of some data, one after the other. */
function everywhere(data: unknown, put: (made: unknown) => void): void {
  const visit = (part: unknown, keys: readonly string[]): void => {
    if (typeof part !== "object" || part === null) return;
    for (const [key, below] of Object.entries(part)) {
      for (const value of values) put(replaced(data, [...keys, key], value));
      visit(below, [...keys, key]);
    }
  };
  visit(data, []);
}

function replaced(data: unknown, [key = "", ...rest]: readonly string[], value: unknown): unknown {
  const copy = (Array.isArray(data) ? [...data] : { ...(data as object) }) as Record<string, unknown>;
  copy[key] = rest.length === 0 ? value : replaced(copy[key], rest, value);
  return copy;
}

test("the checker never throws, whatever stands in any place of a pattern", () => {
  const few = [
    "gatekeeper-stage",
    "pre-pipeline",
    "shared-promotion-task",
    "multiple-warehouses",
    "verified-by-reference",
  ];
  const patterns = Object.entries({ ...common, ...shapes, ...verified }).filter(([name]) => few.includes(name));
  let count = 0;
  for (const [, pattern] of patterns) {
    everywhere(pattern, (made) => {
      count += 1;
      expect(() => check(made as Pipeline, defaultSettings)).not.toThrow();
    });
  }
  expect(count).toBeGreaterThan(1000);
});
