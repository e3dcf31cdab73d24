import { SyntaxFailure } from "./syntax-failure.ts";

/** A quoted text: where it ends (after its closing quote) and what it stands for. */
export interface Quoted {
  readonly end: number;
  readonly value: string;
}

const simple: Readonly<Record<string, string>> = {
  a: "\x07",
  b: "\b",
  f: "\f",
  n: "\n",
  r: "\r",
  t: "\t",
  v: "\v",
  "\\": "\\",
};

/**
 * Reads `"…"` or `'…'` whose opening quote stands at `start`; with `bytes` it is the rest of a `b"…"` literal.
 * Upstream scans once and decodes again with other rules; an escape must pass both, so `\'` in `"…"`, `\?` and
 * `\X41` are refused. Source: expr-lang/expr v1.17.8, parser/lexer/lexer.go and utils.go.
 *
 * @throws SyntaxFailure when it isn't closed before a newline, or an escape isn't one
 */
export function quoted(text: string, start: number, bytes: boolean): Quoted {
  const quote = text[start] ?? "";
  let value = "";
  let at = start + 1;
  for (;;) {
    const char = text[at];
    if (char === undefined || char === "\n") throw new SyntaxFailure("the text in quotes isn't closed", start);
    if (char === quote) return { end: at + 1, value };
    if (char === "\\") {
      const decoded = escaped(text, at, quote, bytes);
      value += decoded.value;
      at = decoded.end;
    } else if (char === "\r") {
      value += "\n"; // upstream makes a newline of it, though it refuses a real one
      at += 1;
    } else {
      const point = String.fromCodePoint(text.codePointAt(at) ?? 0);
      value += bytes ? utf8(point) : point;
      at += point.length;
    }
  }
}

/** Reads a raw text between backticks; two backticks inside stand for one. */
export function raw(text: string, start: number): Quoted {
  const pattern = /`([^`]*(?:``[^`]*)*)`(?!`)/y;
  pattern.lastIndex = start;
  const found = pattern.exec(text);
  if (!found) throw new SyntaxFailure("the text in backticks isn't closed", start);
  return { end: pattern.lastIndex, value: (found[1] ?? "").replaceAll("``", "`") };
}

const numeric = /[0-3][0-7]{2}|x([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|u\{([0-9a-fA-F]{1,6})\}|U([0-9a-fA-F]{8})/y;

function escaped(text: string, at: number, quote: string, bytes: boolean): Quoted {
  const char = text[at + 1] ?? "";
  const known = Object.hasOwn(simple, char) ? simple[char] : char === quote ? quote : undefined;
  if (known !== undefined) return { end: at + 2, value: known };
  numeric.lastIndex = at + 1;
  const found = numeric.exec(text);
  const wide = found?.[2] ?? found?.[3] ?? found?.[4];
  if (!found || (bytes && wide !== undefined)) throw new SyntaxFailure(`"\\${char}" isn't an escape here`, at);
  const hex = wide ?? found[1];
  const code = hex === undefined ? Number.parseInt(found[0], 8) : Number.parseInt(hex, 16);
  if (code > 0x10ffff) throw new SyntaxFailure(`"\\${found[0]}" is no character`, at);
  // half of a surrogate pair is no character for Go: it writes the replacement character
  const value = code >= 0xd800 && code <= 0xdfff ? "\ufffd" : String.fromCodePoint(code);
  return { end: numeric.lastIndex, value };
}

function utf8(char: string): string {
  return encodeURIComponent(char.isWellFormed() ? char : "\ufffd").replace(/%([0-9A-F]{2})/g, (_, hex: string) =>
    String.fromCharCode(Number.parseInt(hex, 16)),
  );
}
