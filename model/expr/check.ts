import { shown } from "../words.ts";
import type { Node } from "./ast.ts";
import { callFindings } from "./check-calls.ts";
import { type Missing, missing } from "./check-names.ts";
import { operatorFindings } from "./check-operators.ts";
import type { ExprFinding } from "./finding.ts";
import { type ParseFailure, parseExpression, parseTemplate } from "./parse.ts";
import type { Scope } from "./scope.ts";
import { isTemplate, split } from "./template.ts";
import { visit } from "./visit.ts";

export type { ExprFinding } from "./finding.ts";
export type { Place, Scope } from "./scope.ts";

/**
 * Everything certainly wrong with a string that may hold `${{ … }}`, in the string's order. What might be right at run
 * time is let be: a name that the expression itself reckons with missing (`vars.x ?? "d"`) is no finding. Never throws.
 */
export function checkTemplate(text: string, scope: Scope): ExprFinding[] {
  if (!isTemplate(text)) return [];
  const parsed = parseTemplate(text);
  if (parsed.type === "failure") return refused(text, parsed);
  const findings = parsed.parts.flatMap((part) =>
    part.type === "text"
      ? []
      : found(part.root, scope).map((finding) => ({ ...finding, offset: finding.offset + part.offset })),
  );
  const pieces = split(text);
  return "empty" in pieces ? [...findings, empty(pieces.empty)] : findings;
}

/** The same of a bare expression, as `freightCreationCriteria` and `expressionFilter` hold. */
export function checkExpression(text: string, scope: Scope): ExprFinding[] {
  const parsed = parseExpression(text);
  return parsed.type === "failure" ? refused(text, parsed) : found(parsed.root, scope);
}

function found(root: Node, scope: Scope): ExprFinding[] {
  const findings: ExprFinding[] = [];
  const absent: Missing[] = [];
  for (const visited of visit(root)) {
    findings.push(...callFindings(visited, scope), ...operatorFindings(visited.node));
    const one = missing(visited, scope);
    if (one !== undefined) absent.push(one);
  }
  const reckoned = new Set(absent.flatMap(({ key, finding }) => (finding === undefined ? [key] : [])));
  for (const { key, finding } of absent) {
    const parent = key.slice(0, Math.max(0, key.lastIndexOf(".")));
    if (finding !== undefined && !reckoned.has(key) && !reckoned.has(parent)) findings.push(finding);
  }
  return findings.sort((a, b) => a.offset - b.offset);
}

function refused(text: string, failure: ParseFailure): ExprFinding[] {
  if (failure.unsure) return [];
  return [
    {
      rule: "expression-syntax",
      message: failure.message,
      got: shown(beginning(text.slice(failure.offset)) || undefined),
      fix: /^\}\}\s*\}/.test(text.slice(failure.offset))
        ? "Write ${% … %} around an expression that has }} in it"
        : "Write the expression as https://expr-lang.org/docs/language-definition describes",
      offset: failure.offset,
    },
  ];
}

/** What stands there, short and without the texts in it, which may be anybody's secret. */
function beginning(text: string): string {
  return /^["'`]|^[^"'`]{0,20}/.exec(text)?.[0] ?? "";
}

function empty(offset: number): ExprFinding {
  return {
    rule: "empty-expression",
    message: "an expression without anything in it ends the evaluation: what follows stays as it is written",
    got: shown("${{}}"),
    fix: "Write an expression there, or leave the delimiters out",
    offset,
  };
}
