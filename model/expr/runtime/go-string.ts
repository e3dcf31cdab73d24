/**
 * Go's strings are bytes. Here they are JavaScript strings, in which a byte that belongs to no character stands as the
 * lone surrogate U+DC00 + byte: slicing and indexing count bytes as upstream does, and nothing is lost on the way.
 */
const lone = 0xdc00;
const plain = /^\p{ASCII}*$/u;

/** Whether each character is one byte. */
export function isAscii(text: string): boolean {
  return plain.test(text);
}

export function toBytes(text: string): Uint8Array {
  if (text.isWellFormed()) return new TextEncoder().encode(text);
  const bytes: number[] = [];
  for (const char of text) {
    const code = char.codePointAt(0) ?? 0;
    if (code >= lone && code <= lone + 0xff) bytes.push(code - lone);
    else bytes.push(...new TextEncoder().encode(char));
  }
  return Uint8Array.from(bytes);
}

export function fromBytes(bytes: Uint8Array): string {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return mixed(bytes);
  }
}

function mixed(bytes: Uint8Array): string {
  const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
  let text = "";
  for (let at = 0; at < bytes.length; ) {
    const first = bytes[at] ?? 0;
    const length = first < 0x80 ? 1 : first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4;
    try {
      text += decoder.decode(bytes.subarray(at, at + length));
      at += length;
    } catch {
      text += String.fromCharCode(lone + first);
      at += 1;
    }
  }
  return text;
}

/** Texts one after the other; bytes that meet may make a character. */
export function joined(...texts: readonly string[]): string {
  const text = texts.join("");
  return text.isWellFormed() ? text : fromBytes(toBytes(text));
}

/** As Go's JSON writes it: what is no character becomes U+FFFD. */
export function wellFormed(text: string): string {
  return text.toWellFormed();
}

export function byteLength(text: string): number {
  return isAscii(text) ? text.length : toBytes(text).length;
}

/** From byte to byte. */
export function sliced(text: string, from: number, to: number): string {
  return isAscii(text) ? text.slice(from, to) : fromBytes(toBytes(text).subarray(from, to));
}

/** At which byte a character index of JavaScript's stands; -1 stays. */
export function byteIndex(text: string, index: number): number {
  return index < 0 ? index : byteLength(text.slice(0, index));
}

/** Go's order of strings: by bytes, which is by code points. */
export function compareTexts(a: string, b: string): number {
  if (isAscii(a) && isAscii(b)) return a < b ? -1 : a > b ? 1 : 0;
  const left = toBytes(a);
  const right = toBytes(b);
  const length = Math.min(left.length, right.length);
  for (let at = 0; at < length; at += 1) {
    const difference = (left[at] ?? 0) - (right[at] ?? 0);
    if (difference !== 0) return difference;
  }
  return left.length - right.length;
}
