/** Columns of text that fit a width. */

/** Characters that move a terminal's cursor or turn writing round: what a commit message says must stay text. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is taken out
const unprintable = /[\u0000-\u001f\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2066-\u2069\ufeff]/g;
/** Takes two columns of a terminal. */
const wide =
  /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]|\p{Extended_Pictographic}/u;

/** One line of text, safe to write to a terminal. */
export function plain(text: string): string {
  return text.replace(/\s+/g, " ").replace(unprintable, "").trim();
}

export interface Grid {
  readonly heads: readonly string[];
  readonly rows: readonly (readonly string[])[];
  /** Columns that may be cut when the whole is too wide; the widest gives first. */
  readonly shrink: readonly number[];
}

/** No column is cut below this. */
const narrowest = 10;

/** Two spaces between columns; cells that had to be cut end in `…`. A column that says nothing is left out. */
export function gridText(grid: Grid, width: number): string[] {
  const kept = [...grid.heads.keys()].filter((i) => grid.rows.some((row) => row[i] !== ""));
  const heads = kept.map((i) => grid.heads[i] ?? "");
  const shrink = grid.shrink.filter((i) => kept.includes(i)).map((i) => kept.indexOf(i));
  const cells = [heads, ...grid.rows.map((row) => kept.map((i) => plain(row[i] ?? "")))];
  const widths = heads.map((_, i) => Math.max(...cells.map((row) => columns(row[i] ?? ""))));
  const over = () => widths.reduce((sum, each) => sum + each, 2 * (heads.length - 1)) > width;
  for (let widest = narrowest + 1; over() && widest > narrowest; ) {
    widest = Math.max(...shrink.map((column) => widths[column] ?? 0));
    const column = shrink.find((each) => widths[each] === widest) ?? 0;
    if (widest > narrowest) widths[column] = widest - 1;
  }
  return cells.map((row) =>
    row
      .map((cell, i) => padded(cut(cell, widths[i] ?? 0), widths[i] ?? 0))
      .join("  ")
      .trimEnd(),
  );
}

function columns(text: string): number {
  return [...text].reduce((sum, character) => sum + (wide.test(character) ? 2 : 1), 0);
}

function cut(text: string, width: number): string {
  if (columns(text) <= width) return text;
  let kept = "";
  for (const character of text) {
    if (columns(kept + character) > width - 1) break;
    kept += character;
  }
  return `${kept}…`;
}

function padded(text: string, width: number): string {
  return text + " ".repeat(Math.max(0, width - columns(text)));
}
