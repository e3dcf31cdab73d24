/** Where a value stands in a text. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** What an object or a list holds, in the order of the text. */
export type Children =
  | { readonly kind: "object"; readonly entries: readonly (Span & { readonly key: string })[] }
  | { readonly kind: "array"; readonly entries: readonly Span[] };

/** Where the first object or list of a text is; undefined when it begins with something else, or with nothing. */
export function jsonSpan(text: string): Span | undefined {
  const start = skipSpace(text, 0);
  if (text[start] !== "{" && text[start] !== "[") return undefined;
  return { start, end: endOfValue(text, start) };
}

/** The children of the object or list that a text begins with; undefined for everything else. */
export function jsonChildren(text: string): Children | undefined {
  const span = jsonSpan(text);
  if (span === undefined) return undefined;
  return text[span.start] === "{"
    ? { kind: "object", entries: [...members(text, span)] }
    : { kind: "array", entries: [...items(text, span)] };
}

function* members(text: string, { start, end }: Span): Generator<Span & { key: string }> {
  let at = skipSeparators(text, start + 1);
  while (at < end - 1 && text[at] === '"') {
    const keyEnd = endOfString(text, at);
    const key = textOf(text.slice(at, keyEnd));
    const valueStart = skipSeparators(text, keyEnd);
    const valueEnd = endOfValue(text, valueStart);
    yield { key, start: valueStart, end: valueEnd };
    at = skipSeparators(text, valueEnd);
  }
}

function* items(text: string, { start, end }: Span): Generator<Span> {
  let at = skipSeparators(text, start + 1);
  while (at < end - 1) {
    const valueEnd = endOfValue(text, at);
    if (valueEnd <= at) return;
    yield { start: at, end: valueEnd };
    at = skipSeparators(text, valueEnd);
  }
}

function skipSpace(text: string, from: number): number {
  let at = from;
  while (at < text.length && (text[at] ?? "") <= " ") at += 1;
  return at;
}

function skipSeparators(text: string, from: number): number {
  let at = from;
  while (at < text.length && ((text[at] ?? "") <= " " || text[at] === "," || text[at] === ":")) at += 1;
  return at;
}

function endOfString(text: string, start: number): number {
  let at = start + 1;
  while (at < text.length && text[at] !== '"') at += text[at] === "\\" ? 2 : 1;
  return Math.min(at + 1, text.length);
}

function endOfValue(text: string, start: number): number {
  const first = text[start];
  if (first === '"') return endOfString(text, start);
  if (first !== "{" && first !== "[") {
    let at = start;
    while (at < text.length && !/[\s,\]}]/.test(text[at] ?? "")) at += 1;
    return at;
  }
  let depth = 0;
  for (let at = start; at < text.length; at += 1) {
    const character = text[at];
    if (character === '"') at = endOfString(text, at) - 1;
    else if (character === "{" || character === "[") depth += 1;
    else if (character === "}" || character === "]") {
      depth -= 1;
      if (depth === 0) return at + 1;
    }
  }
  return text.length;
}

function textOf(literal: string): string {
  try {
    return JSON.parse(literal) as string;
  } catch {
    return literal.slice(1, -1);
  }
}
