const escapes: Readonly<Record<string, string>> = {
  "\x07": "\\a",
  "\b": "\\b",
  "\f": "\\f",
  "\n": "\\n",
  "\r": "\\r",
  "\t": "\\t",
  "\v": "\\v",
  "\\": "\\\\",
  '"': '\\"',
};

/** A text as Go's `%q` writes it: Kargo's messages and what it writes between quotes. */
export function quoted(text: string): string {
  let result = '"';
  for (const character of text) {
    const code = character.codePointAt(0) ?? 0;
    if (escapes[character] !== undefined) result += escapes[character];
    else if (code < 0x20 || code === 0x7f) result += `\\x${code.toString(16).padStart(2, "0")}`;
    else if (code < 0x7f || /[\p{L}\p{M}\p{N}\p{P}\p{S}]/u.test(character)) result += character;
    else if (code > 0xffff) result += `\\U${code.toString(16).padStart(8, "0")}`;
    else result += `\\u${code.toString(16).padStart(4, "0")}`;
  }
  return `${result}"`;
}
