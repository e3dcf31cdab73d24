import { shown } from "../words.ts";
import { quoted, raw } from "./string-literal.ts";
import { SyntaxFailure } from "./syntax-failure.ts";

/** One word of an expression. `text` of a string is what it stands for, of anything else what is written. */
export interface Token {
  readonly kind: "identifier" | "number" | "string" | "bytes" | "operator" | "bracket" | "end";
  readonly text: string;
  readonly start: number;
  readonly end: number;
}

const space = /\p{White_Space}+/uy;
const word = /[\p{L}\p{Nd}_$]+/uy;
const comment = /\/\/[^\n]*\n?|\/\*[\s\S]*?\*\//y;
const operator = /\?[.?]?|\|\|?|::?|[,;%+\-^/]|[&!=*<>][&=*]?|\.\.?/y;
const pointer = /##?/y;
const bracket = /[([{}\])]/y;
const number = /(?:0[xX][0-9a-fA-F_]*|0[oO][0-7_]*|0[bB][01_]*|[0-9_]*)/y;
const wordOperators = new Set(
  ["not", "in", "or", "and", "matches", "contains", "startsWith", "endsWith", "let", "if", "else"], //
);

/**
 * Splits an expression into its words, the last one being the end.
 * Source: expr-lang/expr v1.17.8, parser/lexer/state.go.
 *
 * @throws SyntaxFailure at the first character that begins no word
 */
export function tokens(text: string): readonly Token[] {
  const found: Token[] = [];
  let at = 0;
  const take = (pattern: RegExp): string | undefined => {
    pattern.lastIndex = at;
    return pattern.exec(text)?.[0];
  };
  const push = (kind: Token["kind"], end: number, value = text.slice(at, end)): void => {
    found.push({ kind, text: value, start: at, end });
    at = end;
  };
  while (at < text.length) {
    const char = text[at] ?? "";
    const next = text[at + 1] ?? "";
    const skipped = take(space) ?? (char === "/" ? take(comment) : undefined);
    if (skipped !== undefined) at += skipped.length;
    else if (char === "/" && next === "*") throw new SyntaxFailure("the comment isn't closed", at);
    else if (char === '"' || char === "'") {
      const literal = quoted(text, at, false);
      push("string", literal.end, literal.value);
    } else if (char === "`") {
      const literal = raw(text, at);
      push("string", literal.end, literal.value);
    } else if ((char === "b" || char === "B") && (next === '"' || next === "'")) {
      const literal = quoted(text, at + 1, true);
      push("bytes", literal.end, literal.value);
    } else if (/[0-9]/.test(char) || (char === "." && /[0-9]/.test(next))) push("number", endOfNumber(text, at));
    else if (char === "#") {
      push("operator", at + (take(pointer)?.length ?? 1));
      const name = take(word); // `#in` is a name, `# in` is the operator
      if (name !== undefined) push("identifier", at + name.length);
    } else {
      const name = take(word);
      const sign = name ?? take(bracket) ?? take(operator);
      if (sign === undefined) {
        const point = String.fromCodePoint(text.codePointAt(at) ?? 0);
        throw new SyntaxFailure(`${shown(point)} means nothing in an expression`, at);
      }
      const kind =
        name === undefined
          ? take(bracket)
            ? "bracket"
            : "operator"
          : wordOperators.has(name)
            ? "operator"
            : "identifier";
      push(kind, at + sign.length);
    }
  }
  found.push({ kind: "end", text: "", start: text.length, end: text.length });
  return found;
}

/** Where a number ends as upstream's lexer sees it; what is no number after all (`1e`, `0x`) the parser refuses. */
function endOfNumber(text: string, start: number): number {
  const first = text[start] === "." ? start + 1 : start; // after a leading dot a number may begin, dot and all
  number.lastIndex = first;
  const digits = number.exec(text)?.[0] ?? "";
  const more = /^0[xX]/.test(digits)
    ? "[0-9a-fA-F_]*"
    : /^0[oO]/.test(digits)
      ? "[0-7_]*"
      : /^0[bB]/.test(digits)
        ? "[01_]*"
        : "[0-9_]*";
  let end = first + digits.length;
  if (text[end] === ".") {
    if (text[end + 1] === ".") return end; // 1..2 is a range
    end = after(new RegExp(more, "y"), text, end + 1);
  }
  end = after(new RegExp(`(?:[eE][+-]?${more})?`, "y"), text, end);
  if (after(word, text, end) > end) throw new SyntaxFailure(`${shown(text.slice(start, end + 1))} is no number`, start);
  return end;
}

function after(pattern: RegExp, text: string, at: number): number {
  pattern.lastIndex = at;
  return pattern.exec(text) ? pattern.lastIndex : at;
}
