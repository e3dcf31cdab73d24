import type { Node } from "./ast.ts";
import { SyntaxFailure } from "./syntax-failure.ts";
import type { TokenReader } from "./token-reader.ts";

const name = /^[\p{L}_$][\p{L}\p{Nd}_$]*$/u;

/** Reads what may follow a value: `.name`, `?.name`, `.name(…)`, `[index]`, `?.[index]`, `[from:to]`. */
export function postfix(reader: TokenReader, first: Node): Node {
  let node = first;
  for (;;) {
    if (reader.is("bracket", "[")) node = indexed(reader, node, false);
    else if (reader.is("operator", "?.")) {
      reader.next();
      node = reader.is("bracket", "[") ? indexed(reader, node, true) : named(reader, node, true);
    } else if (reader.is("operator", ".")) {
      reader.next();
      node = named(reader, node, false);
    } else return node;
  }
}

function named(reader: TokenReader, base: Node, optional: boolean): Node {
  const token = reader.next();
  // words like "not" and "in" are good names after a dot
  if (token.kind !== "identifier" && !(token.kind === "operator" && name.test(token.text)))
    throw new SyntaxFailure("a name is expected after the dot", token.start);
  const property = { ...reader.make(token.start, { type: "string", value: token.text }), end: token.end };
  // what follows an optional member is skipped together with it
  const object = base.type === "chain" ? base.body : base;
  const method = reader.is("bracket", "(");
  let node = reader.make(base.start, { type: "member", object, property, optional, method });
  if (method) {
    reader.next();
    node = reader.make(base.start, { type: "call", callee: node, arguments: reader.list(")") });
  }
  return base.type === "chain" || optional ? reader.make(base.start, { type: "chain", body: node }) : node;
}

function indexed(reader: TokenReader, object: Node, optional: boolean): Node {
  reader.next();
  const from = reader.is("operator", ":") ? undefined : reader.expression(0);
  if (from !== undefined && !reader.is("operator", ":")) {
    reader.expect("bracket", "]");
    const node = reader.make(object.start, { type: "member", object, property: from, optional, method: false });
    return optional ? reader.make(object.start, { type: "chain", body: node }) : node;
  }
  reader.expect("operator", ":");
  const to = reader.is("bracket", "]") ? undefined : reader.expression(0);
  reader.expect("bracket", "]");
  return reader.make(object.start, {
    type: "slice",
    object,
    ...(from === undefined ? {} : { from }),
    ...(to === undefined ? {} : { to }),
  });
}
