import { shown } from "../words.ts";
import type { BinaryOperator, Node } from "./ast.ts";
import { SyntaxFailure } from "./syntax-failure.ts";
import { type Token, tokens } from "./tokens.ts";

/** What of a node isn't its place. */
type Bare<N> = N extends Node ? Omit<N, "start" | "end"> : never;

const end: Token = { kind: "end", text: "", start: 0, end: 0 };

/** More nodes than this upstream refuses. Source: expr-lang/expr v1.17.8, conf/config.go. */
const mostNodes = 10_000;

/** How deep brackets and operators may nest before we say that we don't know; upstream has no such limit. */
const deepest = 500;

/** An expression nested so deep that we don't judge it. */
export class TooDeep extends SyntaxFailure {}

/** Reads the words of one expression and makes its nodes. */
export abstract class TokenReader {
  readonly #tokens: readonly Token[];
  #at = 0;
  #nodes = 0;
  #depth = 0;

  /** @throws SyntaxFailure when the text can't be split into words */
  constructor(text: string) {
    this.#tokens = tokens(text);
  }

  get current(): Token {
    return this.#tokens[this.#at] ?? this.#tokens.at(-1) ?? end;
  }

  /** The word after the current one. */
  peek(): Token {
    return this.#tokens[this.#at + 1] ?? this.#tokens.at(-1) ?? end;
  }

  is(kind: Token["kind"], text: string): boolean {
    return this.current.kind === kind && this.current.text === text;
  }

  /** Goes to the next word and returns the one left behind. */
  next(): Token {
    const token = this.current;
    if (token.kind === "end") throw this.unexpected();
    this.#at += 1;
    return token;
  }

  expect(kind: Token["kind"], text?: string): Token {
    if (this.current.kind === kind && (text === undefined || this.current.text === text)) return this.next();
    throw new SyntaxFailure(
      `${text === undefined ? "a name" : `"${text}"`} is expected, not ${written(this.current)}`,
      this.current.start,
    );
  }

  unexpected(token: Token = this.current): SyntaxFailure {
    return new SyntaxFailure(
      token.kind === "end" ? "the expression ends too early" : `${written(token)} can't stand here`,
      token.start,
    );
  }

  /** Expressions up to a closing bracket, a comma after each; one may follow the last. */
  list(close: ")" | "]"): readonly Node[] {
    const items: Node[] = [];
    while (!this.is("bracket", close)) {
      if (items.length > 0) {
        this.expect("operator", ",");
        if (this.is("bracket", close)) break;
      }
      items.push(this.expression(0));
    }
    this.next();
    return items;
  }

  /** An expression whose operators all bind at least as tightly as `precedence`. */
  abstract expression(precedence: number): Node;

  make(start: number, node: Bare<Node>): Node {
    this.count();
    return { ...node, start, end: this.#tokens[this.#at - 1]?.end ?? start } as Node;
  }

  binary(operator: string, left: Node, right: Node): Node {
    return this.make(left.start, { type: "binary", operator: operator as BinaryOperator, left, right });
  }

  /** Counts a node as upstream does. */
  count(): void {
    this.#nodes += 1;
    if (this.#nodes > mostNodes) throw new SyntaxFailure(`the expression has more than ${mostNodes} parts`, 0);
  }

  nested<T>(parse: () => T): T {
    this.#depth += 1;
    if (this.#depth > deepest) throw new TooDeep("the expression is nested too deep to be judged", this.current.start);
    const parsed = parse();
    this.#depth -= 1;
    return parsed;
  }
}

function written(token: Token): string {
  if (token.kind === "end") return "the expression's end";
  return token.kind === "string" || token.kind === "bytes" ? "a text" : shown(token.text);
}
