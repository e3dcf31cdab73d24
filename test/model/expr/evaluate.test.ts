import { describe, expect, test } from "vitest";
import { evaluate, evaluateText, evaluateToGo, parsed } from "../../../model/expr/evaluate.ts";
import { evaluateJsonTemplate, evaluateTemplate } from "../../../model/expr/evaluate-template.ts";
import { Evaluation } from "../../../model/expr/evaluation.ts";
import { EvaluationError, Failure } from "../../../model/expr/runtime/evaluation-error.ts";
import { toJson } from "../../../model/expr/runtime/go-json.ts";
import { typeName } from "../../../model/expr/runtime/value.ts";
import oracle from "../../oracle/expr.json" with { type: "json" };

interface Row {
  readonly input: {
    readonly expression?: string;
    readonly evaluate?: string;
    readonly template?: string;
    readonly env?: Record<string, unknown>;
  };
  readonly answer: {
    readonly type?: string;
    readonly json?: string;
    readonly value?: unknown;
    readonly error?: string;
  };
}
const rows = oracle.rows as unknown as readonly Row[];
/** Go's types that our values tell apart; of lists and maps only the contents are compared. */
const told = new Set(["int", "float64", "uint8", "string", "bool", "time.Time", "time.Duration"]);
const now = new Date("2026-07-01T00:00:00Z");

async function outcome(expression: string, env: Record<string, unknown>): Promise<Row["answer"]> {
  try {
    const value = await evaluateToGo(parsed(expression), { variables: env, functions: {}, now });
    return { type: typeName(value), json: toJson(value) };
  } catch (error) {
    if (!(error instanceof EvaluationError || error instanceof Failure)) throw error;
    return { error: error.message };
  }
}

describe("against expr-lang v1.17.8 itself", () => {
  test("every expression comes to what it comes to in Go, or fails where it fails", async () => {
    const asked = rows.flatMap(({ input, answer }) =>
      input.evaluate === undefined ? [] : [{ expression: input.evaluate, env: input.env ?? {}, answer }],
    );
    expect(asked.length).toBeGreaterThan(1000);
    const different: unknown[] = [];
    for (const { expression, env, answer } of asked) {
      const got = await outcome(expression, env);
      const same =
        answer.error === undefined
          ? got.json === answer.json && (!told.has(answer.type ?? "") || got.type === answer.type)
          : got.error !== undefined;
      if (!same) different.push({ expression, go: answer, got });
    }
    expect(different).toEqual([]);
  });

  test("every template comes to the type and value that Kargo's own code gives it", async () => {
    const asked = rows.flatMap(({ input, answer }) =>
      input.template === undefined ? [] : [{ template: input.template, env: input.env ?? {}, answer }],
    );
    expect(asked.length).toBeGreaterThan(120);
    const different: unknown[] = [];
    for (const { template, env, answer } of asked) {
      const got = await evaluateTemplate(template, { variables: env, functions: {} }).catch((error: unknown) => {
        if (error instanceof EvaluationError) return error;
        throw error;
      });
      const same =
        answer.error === undefined
          ? JSON.stringify(got) === JSON.stringify(answer.value ?? null)
          : got instanceof EvaluationError;
      if (!same) different.push({ template, kargo: answer, got });
    }
    expect(different).toEqual([]);
  });
});

const none = { variables: {}, functions: {} };

test("functions get and give plain values, and may be waited for", async () => {
  const seen: unknown[] = [];
  const functions = {
    look: async (...args: unknown[]) => {
      seen.push(args);
      return { size: 2, tags: ["a"] };
    },
  };
  expect(await evaluateText('look(1, {a: [2.5]}, nil).size + len(look("x").tags)', { variables: {}, functions })).toBe(
    3,
  );
  expect(seen).toEqual([[1, { a: [2.5] }, null], ["x"]]);
});

test("a function stands in front of a variable of its name, and let can't take the name", async () => {
  const env = { variables: { f: 1 }, functions: { f: () => "called" } };
  expect(await evaluateText("f()", env)).toBe("called");
  await expect(evaluateText("let f = 2; f", env)).rejects.toThrow("cannot redeclare function f");
});

test("an error says where, counted in the whole template", async () => {
  const error = await evaluateTemplate("a ${{ 1 }} b ${{ nothing.x }}", none).catch((thrown: unknown) => thrown);
  expect(error).toMatchObject({ name: "UserError", reason: "cannot fetch x from <nil>", offset: 17 });
  expect(String(error)).toBe("UserError: cannot fetch x from <nil> (at character 18)");
});

test("what isn't carried out here is named", async () => {
  await expect(evaluateText("now()", none)).rejects.toMatchObject({ unsupported: "now()" });
  await expect(evaluateText('date("2024-01-15").ISOWeek()', none)).rejects.toMatchObject({
    reason: "time.Time's ISOWeek can't be evaluated here",
    unsupported: "time.Time's ISOWeek",
  });
  const wrong = await evaluateText("1 + nil", none).catch((thrown: unknown) => thrown);
  expect(wrong).toMatchObject({ name: "UserError", unsupported: undefined });
});

test("now() is the given moment", async () => {
  expect(await evaluateText("now()", { ...none, now })).toBe("2026-07-01T00:00:00Z");
  const zoned = 'now(timezone("Europe/Berlin")).Hour()';
  expect(await evaluateText(zoned, { ...none, now })).toBe(2);
});

test("upstream's memory budget holds, before anything that large is made", async () => {
  for (const text of ["1..10000000", 'repeat("ab", 900000)', "map(1..900000, #)", "1..9223372036854775807"])
    await expect(evaluateText(text, none)).rejects.toThrow("memory budget exceeded");
});

test("a thousand parts in a row are evaluated; that more can't be is said", async () => {
  const sum = (parts: number): string => Array.from({ length: parts }, () => "1").join(" + ");
  expect(await evaluateText(sum(1_400), none)).toBe(1_400);
  await expect(evaluateText(sum(4_000), none)).rejects.toMatchObject({ unsupported: "nesting this deep" });
});

test("an expression that would run for hours is given up", async () => {
  const text = "let x = 1..999; all(x, all(x, all(x, all(x, true))))";
  const evaluation = new Evaluation(none, {}, 10_000);
  await expect(evaluation.value(parsed(text), undefined)).rejects.toMatchObject({ unsupported: "running this long" });
});

test("whatever is parsed comes to a value or to an EvaluationError", async () => {
  const variables = { a: { b: [1, { c: "x" }], m: null }, b: [3, "x", null, { x: 1 }], c: "text", f: 1.5, s: true };
  const texts = rows.flatMap(({ input, answer }) =>
    input.expression && !("parse" in answer) ? [input.expression] : [],
  );
  expect(texts.length).toBeGreaterThan(500);
  for (const text of texts) {
    const error = await evaluateText(text, { variables, functions: { f: (...args) => args } }).catch(
      (thrown) => thrown,
    );
    if (error instanceof Error) expect(error, text).toBeInstanceOf(EvaluationError);
  }
});

test("names that JavaScript's objects have are no variables", async () => {
  expect(await evaluateText("[constructor, toString, __proto__, {}.hasOwnProperty]", none)).toEqual([
    null,
    null,
    null,
    null,
  ]);
  expect(await evaluate(parsed('{"__proto__": 1}["__proto__"]'), none)).toBe(1);
});

test("every string in an object is evaluated, keys are not", async () => {
  const env = { variables: { a: { n: 2 } }, functions: {} };
  const given = {
    "${{ a.n }}": "${{ a.n }}",
    list: ["${{ quote(a.n) }}", { deep: "${{ a }}" }, 1, null, true],
    text: "1",
  };
  expect(await evaluateJsonTemplate(given, env)).toEqual({
    "${{ a.n }}": 2,
    list: ["2", { deep: { n: 2 } }, 1, null, true],
    text: "1",
  });
});

test("what JSON can't hold is refused in an object, as Kargo refuses it", async () => {
  expect(await evaluateTemplate("${{ 'inf' }}", none)).toBe(Number.POSITIVE_INFINITY);
  await expect(evaluateJsonTemplate({ a: "${{ 'inf' }}" }, none)).rejects.toThrow("json: unsupported value: +Inf");
});
