import type { Node } from "./ast.ts";
import { Parser } from "./parser.ts";
import { SyntaxFailure } from "./syntax-failure.ts";
import { isTemplate, type Piece, split } from "./template.ts";
import { TooDeep } from "./token-reader.ts";

/** A bare expr-lang expression, as Kargo's freight creation criteria and Git filters hold. */
export interface Expression {
  readonly type: "expression";
  readonly text: string;
  /** Offsets in it count from the beginning of `text`. */
  readonly root: Node;
}

/** A string that may hold `${{ … }}` or `${% … %}`. */
export interface Template {
  readonly type: "template";
  readonly parts: readonly (
    | Extract<Piece, { type: "text" }>
    /** `offset` is where the expression's text begins in the template: add it to its nodes' offsets. */
    | (Expression & { readonly offset: number })
  )[];
}

/** Why a text is refused, and where. */
export interface ParseFailure {
  readonly type: "failure";
  /** One clause, without the text itself. */
  readonly message: string;
  /** From the beginning of what was given, in UTF-16 units. */
  readonly offset: number;
  /** It is nested deeper than we look: upstream may well take it. */
  readonly unsure?: true;
}

/** Parses an expression as upstream's compiler does. Never throws. */
export function parseExpression(text: string): Expression | ParseFailure {
  try {
    return { type: "expression", text, root: new Parser(text).parse() };
  } catch (error) {
    if (!(error instanceof SyntaxFailure)) throw error;
    const failure = { type: "failure", message: error.message, offset: error.offset } as const;
    return error instanceof TooDeep ? { ...failure, unsure: true } : failure;
  }
}

/**
 * Parses a string as Kargo's template evaluation does; a string without delimiters is one text. Never throws. The
 * first part that is refused is the answer: Kargo wouldn't come further either.
 */
export function parseTemplate(text: string): Template | ParseFailure {
  if (!isTemplate(text)) return { type: "template", parts: text === "" ? [] : [{ type: "text", text }] };
  const found = split(text);
  if ("unclosed" in found)
    return { type: "failure", message: `the expression isn't closed by ${found.end}`, offset: found.unclosed };
  const parts: Template["parts"][number][] = [];
  for (const piece of found.pieces) {
    if (piece.type === "text") {
      parts.push(piece);
      continue;
    }
    const parsed = parseExpression(piece.text);
    if (parsed.type === "failure") return { ...parsed, offset: parsed.offset + piece.offset };
    parts.push({ ...parsed, offset: piece.offset });
  }
  return { type: "template", parts };
}
