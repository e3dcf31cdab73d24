import type { Node } from "./ast.ts";
import { joined } from "./runtime/go-string.ts";
import { add, divide, exponent, modulo, multiply, negate, subtract } from "./runtime/numbers.ts";

type Constant = bigint | number | string | boolean;

const arithmetic = {
  "+": add,
  "-": subtract,
  "*": multiply,
  "/": divide,
  "**": exponent,
  "^": exponent,
} as const;

/**
 * What upstream's compiler makes of a node before anything runs, where that is a literal. It shows: `x && true` is x
 * itself, also when x is no bool. Source: expr-lang/expr v1.17.8, optimizer/fold.go.
 */
export function constant(node: Node): Constant | undefined {
  if (node.type !== "binary" && node.type !== "unary") return fold(node);
  const kept = known.get(node);
  if (kept !== undefined) return kept.value;
  const value = fold(node);
  known.set(node, { value });
  return value;
}

const known = new WeakMap<Node, { readonly value: Constant | undefined }>();

function fold(node: Node): Constant | undefined {
  if (node.type === "boolean" || node.type === "integer" || node.type === "float" || node.type === "string")
    return node.value;
  if (node.type === "unary") {
    const value = constant(node.operand);
    if (node.operator === "!" || node.operator === "not") return typeof value === "boolean" ? !value : undefined;
    if (typeof value !== "bigint" && typeof value !== "number") return undefined;
    return node.operator === "-" ? (negate(value) as Constant) : value;
  }
  if (node.type !== "binary") return undefined;
  const { operator } = node;
  const left = constant(node.left);
  const right = constant(node.right);
  if (operator === "&&" || operator === "and" || operator === "||" || operator === "or") {
    const neutral = operator === "&&" || operator === "and";
    if (left === neutral) return right;
    if (right === neutral) return left;
    return left === !neutral || right === !neutral ? !neutral : undefined;
  }
  if (left === undefined || right === undefined) return undefined;
  if (operator === "==") return typeof left === typeof right && typeof left !== "number" ? left === right : undefined;
  if (typeof left === "string" && typeof right === "string") return operator === "+" ? joined(left, right) : undefined;
  if (!isNumber(left) || !isNumber(right)) return undefined;
  if (operator === "%") return typeof left === "bigint" && typeof right === "bigint" ? modulo(left, right) : undefined;
  return Object.hasOwn(arithmetic, operator)
    ? (arithmetic[operator as keyof typeof arithmetic](left, right) as Constant)
    : undefined;
}

function isNumber(value: Constant): value is bigint | number {
  return typeof value === "bigint" || typeof value === "number";
}
