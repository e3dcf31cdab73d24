import { assertTypes } from "./assert-types.ts";
import type { Node } from "./ast.ts";
import type { ExprEnvironment, Natives } from "./environment.ts";
import { Evaluation } from "./evaluation.ts";
import { parseExpression } from "./parse.ts";
import { toPlain } from "./runtime/border.ts";
import { EvaluationError, Failure } from "./runtime/evaluation-error.ts";
import type { Value } from "./runtime/value.ts";

export type { ExprEnvironment } from "./environment.ts";
export { EvaluationError } from "./runtime/evaluation-error.ts";

/**
 * What an expression comes to, as expr-lang v1.17.8 would have it, as a plain value: an int becomes a number, a time
 * its RFC 3339 text.
 *
 * @throws EvaluationError when upstream fails too, or when something isn't supported, which it then names
 */
export async function evaluate(node: Node, env: ExprEnvironment): Promise<unknown> {
  return plain(await evaluateToGo(node, env), node.start);
}

/** The same of a bare expression's text. */
export async function evaluateText(text: string, env: ExprEnvironment): Promise<unknown> {
  return evaluate(parsed(text), env);
}

/** @throws EvaluationError */
export function parsed(text: string): Node {
  const expression = parseExpression(text);
  if (expression.type === "expression") return expression.root;
  const deep = expression.unsure === true ? "nesting as deep as this" : undefined;
  throw new EvaluationError(expression.message, expression.offset, deep);
}

/** The value with Go's types still on it, for those who go on with it. `natives` are functions that need these. */
export async function evaluateToGo(node: Node, env: ExprEnvironment, natives: Natives = {}): Promise<Value> {
  const all = { ...env.natives, ...natives };
  assertTypes(node, (name) => Object.hasOwn(all, name) || Object.hasOwn(env.functions, name));
  return new Evaluation(env, all).value(node, undefined);
}

function plain(value: Value, offset: number): unknown {
  try {
    return toPlain(value);
  } catch (error) {
    if (error instanceof Failure) throw new EvaluationError(error.message, offset, error.unsupported);
    throw error;
  }
}
