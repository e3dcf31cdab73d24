import { goQuoted } from "../../model/go-quoted.ts";

/**
 * Splits the key of an update at its dots: `a\.b` is one part with a dot in it, and a colon before a part says that a
 * number is a key and not a place in a list. Source: akuity/kargo v1.11.2, pkg/sjson/split_key.go.
 *
 * @throws Error naming the key
 */
export function splitKey(text: string): string[] {
  const key = text.trim();
  if (key === "") throw new Error("empty key");
  const parts: string[] = [];
  let part = "";
  for (let at = 0; at < key.length; at += 1) {
    const character = key[at];
    if (character === "\\") {
      at += 1;
      const next = key[at];
      if (next === ":" || next === ".") part += next;
      // A backslash at the very end says nothing.
      else if (next !== undefined) throw new Error(`invalid escape sequence in key ${goQuoted(key)}`);
    } else if (character === ".") {
      if (part === "") throw new Error(`empty key part in key ${goQuoted(key)}`);
      parts.push(part);
      part = "";
    } else if (character === ":") {
      if (part !== "") throw new Error(`unexpected colon in key ${goQuoted(key)}`);
    } else {
      part += character;
    }
  }
  if (part === "") throw new Error(`empty key part in key ${goQuoted(key)}`);
  return [...parts, part];
}

/** A part of a key as the place in a list that Go's strconv.Atoi reads; undefined for a word. */
export function listIndex(part: string): number | undefined {
  return /^[+-]?\d+$/.test(part) ? Number(part) : undefined;
}
