import type { Node } from "./ast.ts";

/** What a node certainly comes to; undefined when that depends on anything. */
export type ValueKind = "a text" | "a number" | "true or false" | "a list" | "a map" | undefined;

const texts = new Set([
  ...["quote", "unsafeQuote", "asYAML", "asJSON", "status", "semverDiff"],
  ...["string", "upper", "lower", "trim", "replace", "join", "toJSON", "toBase64"],
]);
const truths = new Set(["always", "success", "failure", "all", "any", "none", "one", "hasPrefix", "hasSuffix"]);
const truthOperators = new Set([
  ...["==", "!=", "<", ">", "<=", ">=", "in", "matches", "contains", "startsWith", "endsWith"],
  ...["and", "or", "&&", "||"],
]);
const textFields = new Set(["Tag", "Digest", "ID", "Branch", "Version", "RepoURL", "Message", "Author", "Committer"]);

/** Source: expr-lang/expr v1.17.8, checker/checker.go; Kargo's functions as akuity/kargo v1.11.2 declares them. */
export function valueKind(node: Node): ValueKind {
  switch (node.type) {
    case "string":
      return "a text";
    case "integer":
    case "float":
      return "a number";
    case "boolean":
      return "true or false";
    case "array":
      return "a list";
    case "map":
      return "a map";
    case "binary":
      return truthOperators.has(node.operator) ? "true or false" : node.operator === "/" ? "a number" : undefined;
    case "unary":
      return node.operator === "not" || node.operator === "!" ? "true or false" : valueKind(node.operand);
    case "call":
      return node.callee.type === "identifier" ? returned(node.callee.name) : undefined;
    case "builtin":
      return returned(node.name);
    case "member":
      return fieldKind(node.object, node.property);
    default:
      return undefined;
  }
}

function returned(name: string): ValueKind {
  if (texts.has(name)) return "a text";
  return truths.has(name) ? "true or false" : name === "len" || name === "count" ? "a number" : undefined;
}

function fieldKind(object: Node, property: Node): ValueKind {
  if (object.type !== "call" || object.callee.type !== "identifier" || property.type !== "string") return undefined;
  const artifact = ["imageFrom", "commitFrom", "chartFrom"].includes(object.callee.name);
  return artifact && textFields.has(property.value) ? "a text" : undefined;
}
