import type { BinaryOperator } from "./ast.ts";

/** How tightly operators bind. Source: expr-lang/expr v1.17.8, parser/operator/operator.go. */
export const unaryPrecedence: ReadonlyMap<string, number> = new Map([
  ["not", 50],
  ["!", 50],
  ["-", 90],
  ["+", 90],
]);

/** `|` is the pipe, which calls a function and makes no binary node. */
export const binaryPrecedence: ReadonlyMap<string, number> = new Map<BinaryOperator | "|", number>([
  ["|", 0],
  ["or", 10],
  ["||", 10],
  ["and", 15],
  ["&&", 15],
  ["==", 20],
  ["!=", 20],
  ["<", 20],
  [">", 20],
  [">=", 20],
  ["<=", 20],
  ["in", 20],
  ["matches", 20],
  ["contains", 20],
  ["startsWith", 20],
  ["endsWith", 20],
  ["..", 25],
  ["+", 30],
  ["-", 30],
  ["*", 60],
  ["/", 60],
  ["%", 60],
  ["**", 100],
  ["^", 100],
  ["??", 500],
]);

/** Those that take their right side as far as it goes: `2 ** 3 ** 2` is `2 ** (3 ** 2)`. */
export const rightAssociative: ReadonlySet<string> = new Set(["**", "^"]);

/** Those that `not` may stand before. */
export const negatable: ReadonlySet<string> = new Set(["contains", "matches", "startsWith", "endsWith", "in"]);

/** Those that chain: `1 < a < 3`. */
export const comparisons: ReadonlySet<string> = new Set(["<", ">", ">=", "<="]);
