import { expect, test } from "vitest";
import { conditions } from "../../../tools/kinds/cel.ts";

test("a rule of the pinned CRDs becomes the JSON Schema that says the same", () => {
  const rule = "!has(self.task) || !has(self.retry)";
  expect(conditions([{ rule, message: "upstream's prose" }])).toEqual([{ not: { required: ["task", "retry"] } }]);
  expect(conditions(undefined)).toEqual([]);
});

test("a rule that nobody has looked at stops the generator", () => {
  expect(() => conditions([{ rule: "self.a > 1" }])).toThrow(
    new Error("tools/kinds/cel.ts has no schema for the rule self.a > 1; add one"),
  );
});
