import { describe, expect, test } from "vitest";
import { checkExpression, checkTemplate } from "../../../model/expr/check.ts";
import { parseExpression, parseTemplate } from "../../../model/expr/parse.ts";
import { seeded } from "../../support/seeded.ts";

/** Numbers from 0 up to the limit. */
function numbers(seed: number): (limit: number) => number {
  const random = seeded(seed);
  return (limit) => Math.floor(random() * limit);
}

const pieces = [
  ...[
    "${{",
    "}}",
    "${%",
    "%}",
    "(",
    ")",
    "[",
    "]",
    "{",
    "}",
    "'",
    '"',
    "`",
    "\\",
    "#",
    ".",
    "?.",
    "??",
    "|",
    "::",
    ";",
  ],
  ...["vars.x", "imageFrom(", "let x =", "if", "else", "map(", "1", "0x", "1e", "not", "in", " ", "\n", "\u0000", "😀"],
  ...["\ud800", "//", "/*", "*/", "b'", "\\u{", "$env", "outputs[", ",", ":", "?", "=", "&&", "matches '('"],
];

describe("any text at all", () => {
  test("is judged without an error, and findings point into it", () => {
    const below = numbers(4);
    for (let round = 0; round < 1500; round += 1) {
      const text = Array.from({ length: below(14) }, () => pieces[below(pieces.length)] ?? "").join("");
      const found = [
        ...checkTemplate(text, { functions: "task-step", vars: [], outputs: [], taskOutputs: [] }),
        ...checkExpression(text, { functions: "freight-criteria", repositories: { images: [], git: [], charts: [] } }),
      ];
      for (const { offset } of found) expect(offset, text).toBeLessThanOrEqual(text.length);
    }
  });

  test.each([
    ["brackets", "(".repeat(5_000)],
    ["declarations", "let x = 1;".repeat(600)],
    ["sums", "1+".repeat(6_000)],
    ["members", `a${".b".repeat(4_900)}`],
    ["chains", `a${"?.b".repeat(3_000)}`],
    ["calls by pipe", `a${"|len()".repeat(4_000)}`],
    ["backticks", "`".repeat(20_001)],
    ["expressions", "${{ 1 }}".repeat(2_000)],
  ])("may be very many %s", (_name, text) => {
    expect(() => [
      checkTemplate(text, { functions: "promotion-step" }),
      checkExpression(text, { functions: "git-filter" }),
    ]).not.toThrow();
  });
});

describe("offsets", () => {
  test("of nodes count from the expression, those of parts and failures from the template", () => {
    const text = "é ${{ vars.x }} ${% a.b[0] %}";
    const parsed = parseTemplate(text);
    if (parsed.type === "failure") throw new Error(parsed.message);
    expect(
      parsed.parts.map((part) =>
        part.type === "text" ? part.text : text.slice(part.offset + part.root.start, part.offset + part.root.end),
      ),
    ).toEqual(["é ", "vars.x", " ", "a.b[0]"]);
    expect(parseTemplate("ab ${{ 'x }}")).toEqual({
      type: "failure",
      message: "the text in quotes isn't closed",
      offset: 7,
    });
    expect(parseExpression("1 + (2 * 3")).toEqual({
      type: "failure",
      message: '")" is expected, not the expression\'s end',
      offset: 10,
    });
  });
});
