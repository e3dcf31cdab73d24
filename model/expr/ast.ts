/**
 * The syntax tree of one expr-lang expression, shaped as upstream's so that checks and evaluation mean the same.
 * `start` and `end` are offsets into the parsed text, in UTF-16 units as JavaScript counts them.
 * Source: expr-lang/expr v1.17.8, ast/node.go.
 */
interface At {
  readonly start: number;
  readonly end: number;
}

export type BinaryOperator =
  | "or"
  | "||"
  | "and"
  | "&&"
  | "=="
  | "!="
  | "<"
  | ">"
  | ">="
  | "<="
  | "in"
  | "matches"
  | "contains"
  | "startsWith"
  | "endsWith"
  | ".."
  | "+"
  | "-"
  | "*"
  | "/"
  | "%"
  | "**"
  | "^"
  | "??";

export type Node = At &
  (
    | { readonly type: "nil" }
    | { readonly type: "boolean"; readonly value: boolean }
    /** 64 bits and signed, as Go's int. */
    | { readonly type: "integer"; readonly value: bigint }
    | { readonly type: "float"; readonly value: number }
    | { readonly type: "string"; readonly value: string }
    /** Each character of `value` is one byte. */
    | { readonly type: "bytes"; readonly value: string }
    | { readonly type: "identifier"; readonly name: string }
    /** `#`, `#acc` or the nothing before `.field`: what a predicate is asked about. */
    | { readonly type: "pointer"; readonly name: string }
    | { readonly type: "unary"; readonly operator: "not" | "!" | "-" | "+"; readonly operand: Node }
    /** `a not in b` is a unary `not` around this; `a < b < c` is two of this under `&&`. */
    | { readonly type: "binary"; readonly operator: BinaryOperator; readonly left: Node; readonly right: Node }
    /** How far an optional member reaches: when it finds nil, this whole node is nil. */
    | { readonly type: "chain"; readonly body: Node }
    /** `object.name`, `object[property]`; a name after a dot is a string node. */
    | {
        readonly type: "member";
        readonly object: Node;
        readonly property: Node;
        readonly optional: boolean;
        /** Whether it is called, `object.name()`. */
        readonly method: boolean;
      }
    | { readonly type: "slice"; readonly object: Node; readonly from?: Node; readonly to?: Node }
    | { readonly type: "call"; readonly callee: Node; readonly arguments: readonly Node[] }
    /** A function of the language itself; a pipe's left side is its first argument. */
    | { readonly type: "builtin"; readonly name: string; readonly arguments: readonly Node[] }
    | { readonly type: "predicate"; readonly body: Node }
    | { readonly type: "let"; readonly name: string; readonly value: Node; readonly body: Node }
    | { readonly type: "sequence"; readonly nodes: readonly Node[] }
    /** `a ? b : c`, `a ?: c` (where `then` is the test itself) and `if a { b } else { c }`. */
    | { readonly type: "conditional"; readonly test: Node; readonly then: Node; readonly otherwise: Node }
    | { readonly type: "array"; readonly items: readonly Node[] }
    | { readonly type: "map"; readonly pairs: readonly { readonly key: Node; readonly value: Node }[] }
  );

/** The nodes directly under a node, in the text's order. */
export function children(node: Node): readonly Node[] {
  switch (node.type) {
    case "unary":
      return [node.operand];
    case "binary":
      return [node.left, node.right];
    case "chain":
    case "predicate":
      return [node.body];
    case "member":
      return [node.object, node.property];
    case "slice":
      return [node.object, ...(node.from ? [node.from] : []), ...(node.to ? [node.to] : [])];
    case "call":
      return [node.callee, ...node.arguments];
    case "builtin":
      return node.arguments;
    case "let":
      return [node.value, node.body];
    case "sequence":
      return node.nodes;
    case "conditional":
      return [node.test, node.then, node.otherwise];
    case "array":
      return node.items;
    case "map":
      return node.pairs.flatMap((pair) => [pair.key, pair.value]);
    default:
      return [];
  }
}
