import type { Node } from "./ast.ts";
import { constant } from "./constant.ts";
import { type Evaluator, type Scope, truth } from "./environment.ts";
import { range } from "./runtime/builtin-lists.ts";
import { text } from "./runtime/builtin-texts.ts";
import { equal, isIn } from "./runtime/equal.ts";
import { Failure, unsupported } from "./runtime/evaluation-error.ts";
import { add, compare, divide, exponent, modulo, multiply, subtract } from "./runtime/numbers.ts";
import { matches } from "./runtime/regex.ts";
import { Bytes, GoMap, isNil, type Value } from "./runtime/value.ts";

type Binary = Extract<Node, { type: "binary" }>;

/** An operator on two values. Source: expr-lang/expr v1.17.8, compiler/compiler.go and vm/vm.go. */
export async function evaluateBinary(evaluation: Evaluator, node: Binary, scope: Scope): Promise<Value> {
  const { operator } = node;
  if (operator === "&&" || operator === "and") return logical(evaluation, node, scope, true);
  if (operator === "||" || operator === "or") return logical(evaluation, node, scope, false);
  const left = await evaluation.value(node.left, scope);
  if (operator === "??") return isNil(left) ? evaluation.value(node.right, scope) : left;
  const right = await evaluation.value(node.right, scope);
  if (operator === "in" && isTexts(node.right))
    return isIn(left, new GoMap(new Map((right as Value[]).map((one) => [one, null]))));
  return work(evaluation, node.operator, left, right);
}

/**
 * The right side is given as it is, bool or not. A side that is a literal is optimised away upstream, and then the
 * other isn't asked whether it is a bool either.
 */
async function logical(evaluation: Evaluator, node: Binary, scope: Scope, neutral: boolean): Promise<Value> {
  const folded = constant(node);
  if (folded !== undefined) return folded;
  if (constant(node.left) === neutral) return evaluation.value(node.right, scope);
  if (constant(node.right) === neutral) return evaluation.value(node.left, scope);
  const left = truth(await evaluation.value(node.left, scope));
  return left === neutral ? evaluation.value(node.right, scope) : left;
}

/** A list of texts is a set of texts to upstream, in which nothing else may be looked for. */
function isTexts(node: Node): boolean {
  return node.type === "array" && node.items.length > 0 && node.items.every((item) => item.type === "string");
}

function work(evaluation: Evaluator, operator: Binary["operator"], a: Value, b: Value): Value {
  switch (operator) {
    case "==":
      return equal(a, b);
    case "!=":
      return !equal(a, b);
    case "<":
      return compare("<", a, b) < 0;
    case ">":
      return compare(">", a, b) > 0;
    case "<=":
      return compare("<=", a, b) <= 0;
    case ">=":
      return compare(">=", a, b) >= 0;
    case "+":
      return add(a, b);
    case "-":
      return subtract(a, b);
    case "*":
      return multiply(a, b);
    case "/":
      return divide(a, b);
    case "%":
      return modulo(a, b);
    case "**":
    case "^":
      return exponent(a, b);
    case "in":
      return isIn(a, b);
    case "..": {
      const made = range(a, b);
      evaluation.hold(made.length);
      return made;
    }
    case "matches":
      if (isNil(a) || isNil(b)) return false;
      if (a instanceof Bytes) throw unsupported("matches on bytes");
      return matches(text(b), text(a));
    case "contains":
      return !isNil(a) && !isNil(b) && text(a).includes(text(b));
    case "startsWith":
      return !isNil(a) && !isNil(b) && text(a).startsWith(text(b));
    case "endsWith":
      return !isNil(a) && !isNil(b) && text(a).endsWith(text(b));
    default:
      throw new Failure(`unknown operator (${operator})`);
  }
}
