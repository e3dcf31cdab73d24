import { type ParseFailure, parseExpression, parseTemplate } from "./parse.ts";
import type { Scope } from "./scope.ts";

export type { Scope } from "./scope.ts";

/** One thing wrong with an expression, without the path to it, which only the caller knows. */
export interface ExprFinding {
  /** Stable id, kebab-case. */
  readonly rule: string;
  /** What is wrong, one sentence without value or fix. */
  readonly message: string;
  /** The piece of the expression that is wrong. */
  readonly got: string;
  readonly allowed?: string;
  readonly fix: string;
  /** Where in the text, in UTF-16 units. */
  readonly offset: number;
}

/** Everything certainly wrong with a string that may hold `${{ … }}`. Never throws. */
export function checkTemplate(text: string, _scope: Scope): ExprFinding[] {
  const parsed = parseTemplate(text);
  return parsed.type === "failure" ? refused(text, parsed) : [];
}

/** The same of a bare expression. */
export function checkExpression(text: string, _scope: Scope): ExprFinding[] {
  const parsed = parseExpression(text);
  return parsed.type === "failure" ? refused(text, parsed) : [];
}

function refused(text: string, failure: ParseFailure): ExprFinding[] {
  if (failure.unsure) return [];
  return [
    {
      rule: "expression-syntax",
      message: failure.message,
      got: text.slice(failure.offset, failure.offset + 40),
      fix: "Write the expression as https://expr-lang.org/docs/language-definition describes",
      offset: failure.offset,
    },
  ];
}
