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
  const keep = (from: number, to?: number): void => {
    const kept = text.slice(from, to);
    if (kept !== "") pieces.push({ type: "text", text: kept });
  };
  let at = 0;
  for (;;) {
    const found = delimiters
      .map((delimiter) => ({ ...delimiter, index: text.indexOf(delimiter.start, at) }))
      .filter(({ index }) => index >= 0)
      .sort((a, b) => a.index - b.index)[0];
    if (found === undefined) break;
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

/** Whether Kargo evaluates a string at all; one without delimiters stays what it is. */
export function isTemplate(text: string): boolean {
  return delimiters.some(({ start }) => text.includes(start));
}
