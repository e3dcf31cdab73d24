import { re2Pattern } from "../grammar/re2.ts";
import type { BinaryOperator, Node } from "./ast.ts";
import { constant } from "./constant.ts";
import * as nature from "./natures.ts";
import { Failure } from "./runtime/evaluation-error.ts";

type Nature = nature.Nature;

/** @throws Failure when it can't stand before what is behind it */
export function unaryNature(operator: string, operand: Nature): Nature {
  const logical = operator === "!" || operator === "not";
  if (operand.kind === "unknown") return logical ? nature.bool : operand;
  if (logical ? operand.kind === "bool" : nature.isNumber(operand)) return operand;
  throw new Failure(`invalid operation: ${operator} (mismatched type ${nature.natureName(operand)})`);
}

/** @throws Failure when it can't stand between these, or a literal beside it makes no sense */
export function binaryNature(node: Extract<Node, { type: "binary" }>, a: Nature, b: Nature): Nature {
  if (node.operator === "%") constant(node); // a literal 0 behind it is refused at once
  if (node.operator === "matches" && node.right.type === "string") {
    const refused = re2Pattern(node.right.value);
    if (refused !== undefined) throw new Failure(refused);
  }
  const made = operation(node.operator, a, b);
  if (made !== undefined) return made;
  const [left, right] = [nature.natureName(a), nature.natureName(b)];
  throw new Failure(`invalid operation: ${node.operator} (mismatched types ${left} and ${right})`);
}

function operation(operator: BinaryOperator, a: Nature, b: Nature): Nature | undefined {
  const numbers = nature.isNumber(a) && nature.isNumber(b);
  const both = (kind: Nature["kind"], other = kind): boolean => a.kind === kind && b.kind === other;
  const moments = ["time.Time", "time.Duration"] as const;
  switch (operator) {
    case "==":
    case "!=":
      return nature.comparable(a, b) ? nature.bool : undefined;
    case "&&":
    case "and":
    case "||":
    case "or":
      return both("bool") || nature.maybe(a, b, "bool") ? nature.bool : undefined;
    case "<":
    case ">":
    case "<=":
    case ">=":
      if (numbers || both("string") || both("time.Time") || both("time.Duration")) return nature.bool;
      return nature.maybe(a, b, "int", "float", "string", ...moments) ? nature.bool : undefined;
    case "+":
      if (numbers) return promoted(a, b);
      if (both("string") || both("time.Duration")) return a;
      if (both("time.Time", "time.Duration") || both("time.Duration", "time.Time")) return { kind: "time.Time" };
      return nature.maybe(a, b, "int", "float", "string", ...moments) ? nature.unknown : undefined;
    case "-":
      if (numbers) return promoted(a, b);
      if (both("time.Time") || both("time.Duration")) return { kind: "time.Duration" };
      if (both("time.Time", "time.Duration")) return a;
      return nature.maybe(a, b, "int", "float", ...moments) ? nature.unknown : undefined;
    case "*":
      if (numbers) return promoted(a, b);
      if (both("time.Duration") || (nature.isNumber(a) && b.kind === "time.Duration")) return b;
      if (a.kind === "time.Duration" && nature.isNumber(b)) return a;
      return nature.maybe(a, b, "int", "float", "time.Duration") ? nature.unknown : undefined;
    case "/":
    case "**":
    case "^":
      return numbers || nature.maybe(a, b, "int", "float") ? nature.float : undefined;
    case "%":
      return both("int") || nature.maybe(a, b, "int") ? nature.int : undefined;
    case "..":
      return both("int") || nature.maybe(a, b, "int") ? nature.arrayOf(nature.int) : undefined;
    case "contains":
    case "startsWith":
    case "endsWith":
      return both("string") || nature.maybe(a, b, "string") ? nature.bool : undefined;
    case "matches":
      return both("string") || both("bytes", "string") || nature.maybe(a, b, "string") ? nature.bool : undefined;
    case "in":
      return within(a, b) ? nature.bool : undefined;
    case "??":
      if (a.kind === "nil") return b;
      return b.kind === "nil" || b.kind === a.kind ? a : nature.unknown;
  }
}

function promoted(a: Nature, b: Nature): Nature {
  return a.kind === "float" || b.kind === "float" ? nature.float : nature.int;
}

function within(a: Nature, b: Nature): boolean {
  if (b.kind === "unknown") return true;
  if (b.kind === "map") return a.kind === "unknown" || a.kind === "string";
  if (nature.isArray(b)) return nature.comparable(a, b.element ?? nature.unknown);
  return a.kind === "unknown" && b.kind === "string";
}
