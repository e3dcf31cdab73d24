import { shown } from "../words.ts";
import { SyntaxFailure } from "./syntax-failure.ts";
import type { Token } from "./tokens.ts";

const largest = 2n ** 63n - 1n;

/**
 * What a number stands for: a bigint for Go's int, a number for its float64. Underscores may stand anywhere; a
 * leading 0 alone doesn't mean octal. Source: expr-lang/expr v1.17.8, parser/parser.go.
 *
 * @throws SyntaxFailure when Go refuses it: no digits, a digit of another base, or too large
 */
export function numberLiteral(token: Token): bigint | number {
  const text = token.text.replaceAll("_", "").toLowerCase();
  if (!text.startsWith("0x") && /[.e]/.test(text)) {
    const value = /^(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/.test(text) ? Number(text) : Number.NaN;
    if (!Number.isFinite(value)) throw new SyntaxFailure(`${shown(token.text)} is no float`, token.start);
    return value;
  }
  if (!/^(\d+|0x[0-9a-f]+|0o[0-7]+|0b[01]+)$/.test(text))
    throw new SyntaxFailure(`${shown(token.text)} is no number`, token.start);
  const value = BigInt(text);
  if (value > largest) throw new SyntaxFailure(`${shown(token.text)} is larger than 9223372036854775807`, token.start);
  return value;
}
