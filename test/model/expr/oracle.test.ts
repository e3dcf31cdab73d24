import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { checkExpression, type Place } from "../../../model/expr/check.ts";
import { parseExpression, parseTemplate } from "../../../model/expr/parse.ts";
import { tree } from "./tree.ts";

interface Row {
  readonly input: { readonly expression?: string; readonly place?: Place; readonly template?: string };
  /** Upstream's tree, or why it refuses the text: when it reads it, when it compiles it, or while it runs. */
  readonly answer: {
    readonly tree?: unknown;
    readonly parse?: string;
    readonly compile?: string;
    readonly error?: string;
  };
}

const { rows } = JSON.parse(readFileSync("test/oracle/expr.json", "utf8")) as { rows: readonly Row[] };
const expressions = rows.flatMap(({ input, answer }) =>
  input.expression === undefined || input.place === undefined
    ? []
    : [{ text: input.expression, place: input.place, answer }],
);

describe("expressions compared with expr-lang v1.17.8", () => {
  test("there are enough of them, of both kinds", () => {
    expect(expressions.length).toBeGreaterThan(900);
    expect(expressions.filter(({ answer }) => answer.parse !== undefined).length).toBeGreaterThan(300);
  });

  test("what upstream refuses to read is refused, and the rest has upstream's tree", () => {
    const different = expressions.flatMap(({ text, answer }) => {
      const ours = parseExpression(text);
      const got = ours.type === "failure" ? "refused" : tree(ours.root);
      const wanted = answer.parse === undefined ? answer.tree : "refused";
      return JSON.stringify(got) === JSON.stringify(wanted) ? [] : [{ text, wanted: answer.parse ?? wanted, got }];
    });
    expect(different).toEqual([]);
  });

  test("nothing is found in what upstream compiles but what fails when it runs", () => {
    const whenRun = ["unknown-function", "unknown-variable", "function-not-called"];
    // upstream doesn't look at the arguments of a function that it doesn't know
    const unseen = /\bf\(|\.m\(/;
    const alarms = expressions.flatMap(({ text, place, answer }) => {
      if (answer.parse !== undefined || answer.compile !== undefined || unseen.test(text)) return [];
      const found = checkExpression(text, { functions: place }).filter(({ rule }) => !whenRun.includes(rule));
      return found.length === 0 ? [] : [{ text, found }];
    });
    expect(alarms).toEqual([]);
  });

  test("most of what upstream doesn't compile is found", () => {
    const refused = expressions.filter(({ answer }) => answer.compile !== undefined);
    const found = refused.filter(({ text, place }) => checkExpression(text, { functions: place }).length > 0);
    expect(found.length / refused.length).toBeGreaterThan(0.65);
  });

  test("a template fails exactly when a part of it does, unless it fails while it runs", () => {
    const atRunTime = /cannot fetch|cannot call|unsupported value/;
    const different = rows.flatMap(({ input, answer }) => {
      if (input.template === undefined || atRunTime.test(answer.error ?? "")) return [];
      const ours = parseTemplate(input.template);
      return (ours.type === "failure") === (answer.error !== undefined) ? [] : [{ input, answer, ours }];
    });
    expect(different).toEqual([]);
  });
});
