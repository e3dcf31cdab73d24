import type { Node } from "./ast.ts";
import { functions, predicates } from "./builtins.ts";
import { numberLiteral } from "./number-literal.ts";
import { OperatorParser } from "./operator-parser.ts";
import { unaryPrecedence } from "./operators.ts";
import { postfix } from "./postfix.ts";
import { SyntaxFailure } from "./syntax-failure.ts";

/**
 * Parses one expression exactly as far as upstream does: what one accepts the other accepts, and what one refuses the
 * other refuses (`test/oracle/expr.json`). Source: expr-lang/expr v1.17.8, parser/parser.go.
 */
export class Parser extends OperatorParser {
  /** How many predicates we are inside: `#` and a leading `.` mean something only there. */
  #predicates = 0;

  /** @throws SyntaxFailure at the first thing that isn't the language's */
  parse(): Node {
    const node = this.sequence();
    if (this.current.kind !== "end") throw this.unexpected();
    return node;
  }

  override primary(): Node {
    const token = this.current;
    if (token.kind === "operator") {
      const binding = unaryPrecedence.get(token.text);
      if (binding !== undefined) {
        this.next();
        const operand = this.expression(binding);
        return postfix(this, this.make(token.start, { type: "unary", operator: token.text as "not", operand }));
      }
      if (this.#predicates > 0 && (token.text === "#" || token.text === ".")) {
        if (token.text === "#") this.next();
        const name = token.text === "#" && this.current.kind === "identifier" ? this.next().text : "";
        return postfix(this, this.make(token.start, { type: "pointer", name }));
      }
      if (token.text === "::") {
        this.next();
        return postfix(this, this.call(this.expect("identifier").text, token.start, []));
      }
    }
    if (this.is("bracket", "(")) {
      this.next();
      const node = this.sequence();
      this.expect("bracket", ")");
      return postfix(this, node);
    }
    return this.#secondary();
  }

  /** Literals, names, calls, lists and maps. Numbers, true, false and nil take no member or index after them. */
  #secondary(): Node {
    const token = this.next();
    const { start } = token;
    switch (token.kind) {
      case "identifier":
        if (token.text === "nil") return this.make(start, { type: "nil" });
        if (token.text === "true" || token.text === "false")
          return this.make(start, { type: "boolean", value: token.text === "true" });
        if (this.is("bracket", "(")) return postfix(this, this.call(token.text, start, []));
        return postfix(this, this.make(start, { type: "identifier", name: token.text }));
      case "number": {
        const value = numberLiteral(token);
        return this.make(start, typeof value === "bigint" ? { type: "integer", value } : { type: "float", value });
      }
      case "string":
      case "bytes":
        return postfix(this, this.make(start, { type: token.kind, value: token.text }));
      default:
        if (token.kind === "bracket" && token.text === "[") {
          const items = this.list("]");
          return postfix(this, this.make(start, { type: "array", items }));
        }
        if (token.kind === "bracket" && token.text === "{") return postfix(this, this.#map(start));
        throw this.unexpected(token);
    }
  }

  override call(name: string, start: number, given: readonly Node[]): Node {
    const shape = predicates.get(name);
    if (shape !== undefined) {
      const args = [...given, ...this.#predicateArguments(name, shape.slice(given.length))];
      return this.make(start, { type: "builtin", name, arguments: args });
    }
    const callee = functions.has(name) ? undefined : this.make(start, { type: "identifier", name });
    this.expect("bracket", "(");
    const args = [...given, ...this.list(")")];
    if (callee === undefined) return this.make(start, { type: "builtin", name, arguments: args });
    return this.make(start, { type: "call", callee, arguments: args });
  }

  #predicateArguments(name: string, shape: readonly string[]): readonly Node[] {
    const args: Node[] = [];
    this.expect("bracket", "(");
    for (const [index, kind] of shape.entries()) {
      if (this.is("bracket", ")")) {
        if (kind.startsWith("optional")) break;
        throw new SyntaxFailure(`${name} needs more arguments`, this.current.start);
      }
      if (index > 0) this.expect("operator", ",");
      args.push(kind.endsWith("predicate") ? this.#predicate() : this.expression(0));
    }
    if (this.is("operator", ",")) this.next();
    this.expect("bracket", ")");
    return args;
  }

  #predicate(): Node {
    const { start } = this.current;
    this.#predicates += 1;
    const body = this.is("bracket", "{") ? this.block() : this.expression(0);
    this.#predicates -= 1;
    return this.make(start, { type: "predicate", body });
  }

  #map(start: number): Node {
    const pairs: { key: Node; value: Node }[] = [];
    while (!this.is("bracket", "}")) {
      if (pairs.length > 0) {
        this.expect("operator", ",");
        if (this.is("bracket", "}")) break;
      }
      const key = this.#key();
      this.expect("operator", ":");
      this.count();
      pairs.push({ key, value: this.expression(0) });
    }
    this.next();
    return this.make(start, { type: "map", pairs });
  }

  #key(): Node {
    const { kind, text, start } = this.current;
    if (this.is("bracket", "(")) return this.expression(0);
    if (kind !== "number" && kind !== "string" && kind !== "identifier")
      throw new SyntaxFailure("a map's key is a name, a text, a number or an expression in parentheses", start);
    this.next();
    return this.make(start, { type: "string", value: text });
  }
}
