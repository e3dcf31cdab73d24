import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { normalized } from "../../../model/expr/repositories.ts";

interface Row {
  readonly input: { readonly repository?: keyof typeof normalized; readonly urls: readonly [string, string] };
  readonly answer: { readonly same?: boolean };
}

const { rows } = JSON.parse(readFileSync("test/oracle/expr.json", "utf8")) as { rows: readonly Row[] };
const pairs = rows.filter(({ input }) => input.repository !== undefined);

test.each(pairs)("Kargo's word on whether $input.urls are one repository is ours", ({ input, answer }) => {
  const same = normalized[input.repository ?? "git"];
  expect(same(input.urls[0]) === same(input.urls[1])).toBe(answer.same);
});

test("there are pairs of every kind", () => {
  expect([...new Set(pairs.map(({ input }) => input.repository))]).toEqual(["git", "images", "charts"]);
});
