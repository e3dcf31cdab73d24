import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { parseExpression, parseTemplate } from "../../../model/expr/parse.ts";

interface Row {
  readonly input: { readonly expression?: string; readonly place?: string; readonly template?: string };
  /** Why upstream refuses it; nothing when it doesn't. */
  readonly answer: { readonly parse?: string; readonly compile?: string; readonly error?: string };
}

const { rows } = JSON.parse(readFileSync("test/oracle/expr.json", "utf8")) as { rows: readonly Row[] };
const expressions = rows.flatMap(({ input, answer }) =>
  input.expression === undefined ? [] : [{ text: input.expression, refused: answer.parse !== undefined, answer }],
);

describe("expressions compared with expr-lang v1.17.8", () => {
  test("there are enough of them, of both kinds", () => {
    expect(expressions.length).toBeGreaterThan(900);
    expect(expressions.filter(({ refused }) => refused).length).toBeGreaterThan(300);
  });

  test("what upstream parses is parsed, and what it refuses is refused", () => {
    const different = expressions.flatMap(({ text, refused, answer }) => {
      const ours = parseExpression(text);
      return (ours.type === "failure") === refused ? [] : [{ text, upstream: answer.parse ?? "parsed", ours }];
    });
    expect(different).toEqual([]);
  });

  test("a template fails exactly when a part of it does, unless it fails while it runs", () => {
    const atRunTime = /cannot fetch|cannot call/;
    const different = rows.flatMap(({ input, answer }) => {
      if (input.template === undefined || atRunTime.test(answer.error ?? "")) return [];
      const ours = parseTemplate(input.template);
      return (ours.type === "failure") === (answer.error !== undefined) ? [] : [{ input, answer, ours }];
    });
    expect(different).toEqual([]);
  });
});
