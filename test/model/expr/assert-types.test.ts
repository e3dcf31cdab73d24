import { expect, test } from "vitest";
import { assertTypes } from "../../../model/expr/assert-types.ts";
import { parseExpression } from "../../../model/expr/parse.ts";
import { EvaluationError } from "../../../model/expr/runtime/evaluation-error.ts";
import { given, type Place } from "../../../model/expr/scope.ts";
import oracle from "../../oracle/expr.json" with { type: "json" };

interface Row {
  readonly input: { readonly expression?: string; readonly place?: Place };
  readonly answer: { readonly parse?: string; readonly compile?: string };
}

function refusal(text: string, place: Place): string | undefined {
  const parsed = parseExpression(text);
  if (parsed.type === "failure") throw new Error(parsed.message);
  try {
    assertTypes(parsed.root, (name) => Object.hasOwn(given[place].functions, name));
    return undefined;
  } catch (error) {
    if (error instanceof EvaluationError) return error.reason;
    throw error;
  }
}

const compiled = (oracle.rows as unknown as readonly Row[]).flatMap(({ input, answer }) =>
  input.expression === undefined || input.place === undefined || answer.parse !== undefined
    ? []
    : [{ text: input.expression, place: input.place, compile: answer.compile }],
);

test("nothing is refused that upstream compiles", () => {
  const alarms = compiled.flatMap(({ text, place, compile }) => {
    const reason = compile === undefined ? refusal(text, place) : undefined;
    return reason === undefined ? [] : [{ text, reason }];
  });
  expect(alarms).toEqual([]);
});

test("what upstream refuses to compile is refused, but for what only Kargo's functions' types tell", () => {
  const kargo = new RegExp(`\\b(${Object.keys(given["promotion-step"].functions).join("|")})\\(`);
  const missed = compiled.filter(
    ({ text, place, compile }) => compile !== undefined && refusal(text, place) === undefined && !kargo.test(text),
  );
  expect(missed.map(({ text }) => text)).toEqual(["date('a','b','c','d')"]);
});
