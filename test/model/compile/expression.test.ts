import { expect, test } from "vitest";
import { commitId, imageTag, template, text } from "../../../model/compile/expression.ts";

test("no value ends a text literal early", () => {
  expect(text("a'b\\c\nd")).toBe("'a\\'b\\\\c\\nd'");
});

test("what a step takes from Freight stays text even when it looks like a number", () => {
  expect(template(commitId("https://g.example/a"))).toBe("${{ quote(commitFrom('https://g.example/a').ID) }}");
  expect(template(imageTag("r.example/a"))).toBe("${{ quote(imageFrom('r.example/a').Tag) }}");
});
