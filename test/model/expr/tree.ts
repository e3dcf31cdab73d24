import type { Node } from "../../../model/expr/ast.ts";

/** Our syntax tree in the form that the oracle writes upstream's in (tools/oracle/expr/tree.go). */
export function tree(node: Node | undefined): unknown {
  if (node === undefined) return null;
  switch (node.type) {
    case "nil":
      return ["nil"];
    case "integer":
      return ["integer", node.value.toString()];
    case "float":
      return ["float", bits(node.value)];
    case "bytes":
      return ["bytes", [...node.value].map((byte) => hex(byte.charCodeAt(0), 2)).join("")];
    case "boolean":
    case "string":
      return [node.type, node.value];
    case "identifier":
    case "pointer":
      return [node.type, node.name];
    case "unary":
      return ["unary", node.operator, tree(node.operand)];
    case "binary":
      return ["binary", node.operator, tree(node.left), tree(node.right)];
    case "chain":
    case "predicate":
      return [node.type, tree(node.body)];
    case "member":
      return ["member", tree(node.object), tree(node.property), node.optional, node.method];
    case "slice":
      return ["slice", tree(node.object), tree(node.from), tree(node.to)];
    case "call":
      return ["call", tree(node.callee), node.arguments.map(tree)];
    case "builtin":
      return ["builtin", node.name, node.arguments.map(tree)];
    case "let":
      return ["let", node.name, tree(node.value), tree(node.body)];
    case "sequence":
      return ["sequence", node.nodes.map(tree)];
    case "conditional":
      return ["conditional", tree(node.test), tree(node.then), tree(node.otherwise)];
    case "array":
      return ["array", node.items.map(tree)];
    case "map":
      return ["map", node.pairs.map(({ key, value }) => [tree(key), tree(value)])];
  }
}

function bits(value: number): string {
  const view = new DataView(new ArrayBuffer(8));
  view.setFloat64(0, value);
  return hex(view.getUint32(0), 8) + hex(view.getUint32(4), 8);
}

function hex(value: number, digits: number): string {
  return value.toString(16).padStart(digits, "0");
}
