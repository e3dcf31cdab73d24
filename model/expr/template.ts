/** Two pairs of delimiters, the second for expressions that contain the first one's end. */
const delimiters = [
  { start: "${{", end: "}}" },
  { start: "${%", end: "%}" },
] as const;

/** A piece of a template, in the template's order. */
export type Piece =
  | { readonly type: "text"; readonly text: string }
  /** `offset` is where `text` (without its delimiters) begins in the template. */
  | { readonly type: "expression"; readonly text: string; readonly offset: number };

/**
 * Splits a string as Kargo does. The first delimiter wins, and its end is the next one of its kind even inside a
 * quoted text. Nothing at all between the delimiters ends the search: what follows stays as it is written.
 * Source: akuity/kargo v1.11.2, pkg/expressions/json_templates.go.
 *
 * `empty` is where such a nothing stands. Instead of pieces, the delimiter that isn't closed, when there is one.
 */
export function split(
  text: string,
):
  | { readonly pieces: readonly Piece[]; readonly empty?: number }
  | { readonly unclosed: number; readonly end: string } {
  const pieces: Piece[] = [];
  const keep = (start: number, end?: number): void => {
    const kept = text.slice(start, end);
    if (kept !== "") pieces.push({ type: "text", text: kept });
  };
  const next = delimiters.map((delimiter) => ({ ...delimiter, index: -1 }));
  let at = 0;
  for (;;) {
    for (const one of next) if (one.index < at) one.index = from(text, one.start, at);
    const found = next.reduce((first, one) => (one.index < first.index ? one : first));
    if (found.index === text.length) break;
    const offset = found.index + found.start.length;
    const end = text.indexOf(found.end, offset);
    if (end < 0) return { unclosed: found.index, end: found.end };
    keep(at, found.index);
    at = end + found.end.length;
    if (end === offset) {
      keep(at);
      return { pieces, empty: found.index };
    }
    pieces.push({ type: "expression", text: text.slice(offset, end), offset });
  }
  keep(at);
  return { pieces };
}

/** Where it is found next, or the text's end. */
function from(text: string, sought: string, at: number): number {
  const index = text.indexOf(sought, at);
  return index < 0 ? text.length : index;
}

/** Whether Kargo evaluates a string at all; one without delimiters stays what it is. */
export function isTemplate(text: string): boolean {
  return delimiters.some(({ start }) => text.includes(start));
}
