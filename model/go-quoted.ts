/** A text as Go's `%q` writes it: Kargo's messages, and what it writes between quotes. */
export function goQuoted(text: string): string {
  let quoted = "";
  for (const char of text) quoted += escapes[char] ?? escaped(char);
  return `"${quoted}"`;
}

const escapes: Readonly<Record<string, string>> = {
  '"': '\\"',
  "\\": "\\\\",
  "\x07": "\\a",
  "\b": "\\b",
  "\f": "\\f",
  "\n": "\\n",
  "\r": "\\r",
  "\t": "\\t",
  "\v": "\\v",
};

/** Go's notion of printable: letters, marks, numbers, punctuation, symbols and the plain space. */
function escaped(char: string): string {
  if (/^[\p{L}\p{M}\p{N}\p{P}\p{S} ]$/u.test(char)) return char;
  const code = char.codePointAt(0) ?? 0;
  const hex = (value: number, length: number): string => value.toString(16).padStart(length, "0");
  if (code >= 0xdc00 && code <= 0xdcff) return `\\x${hex(code - 0xdc00, 2)}`;
  if (code < 0x20 || code === 0x7f) return `\\x${hex(code, 2)}`;
  return code > 0xffff ? `\\U${hex(code, 8)}` : `\\u${hex(code, 4)}`;
}
