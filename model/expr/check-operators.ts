import { re2Pattern } from "../grammar/re2.ts";
import { shown } from "../words.ts";
import type { Node } from "./ast.ts";
import type { ExprFinding } from "./finding.ts";
import { type ValueKind, valueKind } from "./value-kind.ts";

/** What stands at an operator that its value can't have; upstream's compiler refuses the same. */
export function operatorFindings(node: Node): readonly ExprFinding[] {
  const mismatch = (operator: string, allowed: string): readonly ExprFinding[] => [
    {
      rule: "type-mismatch",
      message: `${operator} can't be used on what stands beside it`,
      got: shown(sides(node, operator)),
      allowed,
      fix: 'Make both sides fit: string(…) and int(…) turn one into the other, imageFrom("…").Tag is a text',
      offset: node.start,
    },
  ];
  if (node.type === "unary") {
    const kind = valueKind(node.operand);
    const wanted: ValueKind = node.operator === "-" || node.operator === "+" ? "a number" : "true or false";
    return kind === undefined || kind === wanted ? [] : mismatch(node.operator, wanted);
  }
  if (node.type === "conditional") {
    const kind = valueKind(node.test);
    return kind === undefined || kind === "true or false" ? [] : mismatch("?", "true or false before it");
  }
  if (node.type !== "binary") return [];
  const { operator, right } = node;
  const kinds = [valueKind(node.left), valueKind(right)].filter((kind) => kind !== undefined);
  const only = (...allowed: ValueKind[]): boolean => kinds.every((kind) => allowed.includes(kind));
  const same = kinds.length < 2 || kinds[0] === kinds[1];
  switch (operator) {
    case "&&":
    case "||":
    case "and":
    case "or":
      return only("true or false") ? [] : mismatch(operator, "true or false on both sides");
    case "+":
    case "<":
    case ">":
    case "<=":
    case ">=":
      return only("a text", "a number") && same ? [] : mismatch(operator, "two texts, or two numbers");
    case "-":
    case "*":
    case "/":
    case "%":
    case "**":
    case "^":
    case "..":
      return only("a number") ? [] : mismatch(operator, "two numbers");
    case "==":
    case "!=":
      return same ? [] : mismatch(operator, "two values of one kind");
    case "contains":
    case "startsWith":
    case "endsWith":
      return only("a text") ? [] : mismatch(operator, "two texts");
    case "matches":
      return only("a text") ? pattern(right) : mismatch(operator, "two texts");
    default:
      return [];
  }
}

/** `a text + a number`: what the operator is used on, without the values themselves. */
function sides(node: Node, operator: string): string {
  const kind = (side: Node): string => valueKind(side) ?? "…";
  if (node.type === "binary") return `${kind(node.left)} ${operator} ${kind(node.right)}`;
  if (node.type === "conditional") return `${kind(node.test)} ?`;
  return node.type === "unary" ? `${operator} ${kind(node.operand)}` : operator;
}

function pattern(right: Node): readonly ExprFinding[] {
  const reason = right.type === "string" ? re2Pattern(right.value) : undefined;
  if (reason === undefined || right.type !== "string") return [];
  return [
    {
      rule: "expression-pattern",
      message: `the pattern doesn't compile: ${reason}`,
      got: shown(right.value),
      fix: "Write it in RE2's syntax, https://github.com/google/re2/wiki/Syntax",
      offset: right.start,
    },
  ];
}
