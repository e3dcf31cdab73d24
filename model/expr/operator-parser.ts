import type { Node } from "./ast.ts";
import { binaryPrecedence, comparisons, negatable, rightAssociative } from "./operators.ts";
import { SyntaxFailure } from "./syntax-failure.ts";
import { TokenReader } from "./token-reader.ts";

/** How values are put together: operators, conditions, declarations, sequences. */
export abstract class OperatorParser extends TokenReader {
  /** One value with what may follow it. */
  abstract primary(): Node;

  /** The call of a function whose name is read already; `given` is what a pipe puts in front. */
  abstract call(name: string, start: number, given: readonly Node[]): Node;

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
    let left = this.primary();
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
      const then = this.block();
      this.expect("operator", "else");
      const otherwise = this.is("operator", "if") ? this.#conditionalIf() : this.block();
      return this.make(start, { type: "conditional", test, then, otherwise });
    });
  }

  /** `{ … }` around expressions. */
  block(): Node {
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
}
