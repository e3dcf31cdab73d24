import type { Node } from "./ast.ts";
import { functions, predicates } from "./builtins.ts";
import { numberLiteral } from "./number-literal.ts";
import { binaryPrecedence, comparisons, negatable, rightAssociative, unaryPrecedence } from "./operators.ts";
import { postfix } from "./postfix.ts";
import { SyntaxFailure } from "./syntax-failure.ts";
import { TokenReader } from "./token-reader.ts";

/**
 * Parses one expression exactly as far as upstream does: what one accepts the other accepts, and what one refuses the
 * other refuses (`test/oracle/expr.json`). Source: expr-lang/expr v1.17.8, parser/parser.go.
 */
export class Parser extends TokenReader {
  /** How many predicates we are inside: `#` and a leading `.` mean something only there. */
  #predicates = 0;

  /** @throws SyntaxFailure at the first thing that isn't the language's */
  parse(): Node {
    const node = this.sequence();
    if (this.current.kind !== "end") throw this.unexpected();
    return node;
  }

  /** Expressions with `;` between them; the last one is the value. */
  sequence(): Node {
    const first = this.expression(0);
    const nodes = [first];
    while (this.is("operator", ";")) {
      this.next();
      if (this.current.kind === "end") break;
      nodes.push(this.expression(0));
    }
    return nodes.length === 1 ? first : this.make(first.start, { type: "sequence", nodes });
  }

  override expression(precedence: number): Node {
    return this.nested(() => {
      if (precedence === 0 && this.is("operator", "let")) return this.#declaration();
      if (precedence === 0 && this.is("operator", "if")) return this.#conditionalIf();
      const node = this.#operators(precedence);
      return precedence === 0 ? this.#ternary(node) : node;
    });
  }

  #operators(precedence: number): Node {
    let left = this.#primary();
    let previous = "";
    while (this.current.kind === "operator") {
      const negated = this.current.text === "not";
      const operator = negated ? this.peek() : this.current;
      // upstream looks at the word only, so that even `a not "in" b` is an operator
      if (negated && !negatable.has(operator.text)) {
        this.next();
        throw this.unexpected();
      }
      const binding = binaryPrecedence.get(operator.text);
      if (binding === undefined || binding < precedence) break;
      if (negated) this.next();
      this.next();
      if (operator.text === "|") {
        const name = this.expect("identifier");
        left = this.call(name.text, left.start, [left]);
      } else if (previous === "??" && operator.text !== "??") {
        throw new SyntaxFailure(`"${operator.text}" beside "??" needs parentheses around one of them`, operator.start);
      } else if (comparisons.has(operator.text)) {
        left = this.#comparison(left, operator.text, binding);
      } else {
        const right = this.expression(rightAssociative.has(operator.text) ? binding : binding + 1);
        left = this.binary(operator.text, left, right);
        if (negated) left = this.make(left.start, { type: "unary", operator: "not", operand: left });
      }
      previous = operator.text;
    }
    return left;
  }

  /** `1 < a < 3` is `1 < a && a < 3`. */
  #comparison(first: Node, firstOperator: string, binding: number): Node {
    let root: Node | undefined;
    let left = first;
    let operator = firstOperator;
    for (;;) {
      const right = this.expression(binding + 1);
      const compared = this.binary(operator, left, right);
      root = root === undefined ? compared : this.binary("&&", root, compared);
      left = right;
      if (!(this.current.kind === "operator" && comparisons.has(this.current.text))) return root;
      operator = this.next().text;
    }
  }

  #declaration(): Node {
    const start = this.next().start;
    const name = this.expect("identifier").text;
    this.expect("operator", "=");
    const value = this.expression(0);
    this.expect("operator", ";");
    return this.make(start, { type: "let", name, value, body: this.sequence() });
  }

  #conditionalIf(): Node {
    return this.nested(() => {
      const start = this.next().start;
      const test = this.expression(0);
      const then = this.#block();
      this.expect("operator", "else");
      const otherwise = this.is("operator", "if") ? this.#conditionalIf() : this.#block();
      return this.make(start, { type: "conditional", test, then, otherwise });
    });
  }

  #block(): Node {
    this.expect("bracket", "{");
    const body = this.sequence();
    this.expect("bracket", "}");
    return body;
  }

  #ternary(first: Node): Node {
    let node = first;
    while (this.is("operator", "?")) {
      this.next();
      const short = this.is("operator", ":");
      if (short) this.next();
      const then = short ? node : this.expression(0);
      if (!short) this.expect("operator", ":");
      const otherwise = this.expression(0);
      node = this.make(node.start, { type: "conditional", test: node, then, otherwise });
    }
    return node;
  }

  #primary(): Node {
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

  /** The call of a function whose name is read already; `given` is what a pipe puts in front. */
  call(name: string, start: number, given: readonly Node[]): Node {
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
    const body = this.is("bracket", "{") ? this.#block() : this.expression(0);
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
