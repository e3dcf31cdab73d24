/** Widths of letters in thousandths of the font's size, of a wide sans serif, so that text fits in narrower ones too. */
const narrow = "ijl.,:;'|!I()[]{} ";
const broad = "mwMW@%—…→";

/** How wide a text may be in pixels, whichever sans serif draws it. */
export function textWidth(text: string, size: number): number {
  return Math.ceil([...text].reduce((sum, character) => sum + widthOf(character), 0) * size);
}

function widthOf(character: string): number {
  if (narrow.includes(character)) return 0.36;
  if (broad.includes(character)) return 0.98;
  if (/[A-Z]/.test(character)) return 0.72;
  if (/[ -~]/.test(character)) return 0.62;
  return (character.codePointAt(0) ?? 0) < 0x1100 ? 0.68 : 1.05;
}

/** The text, cut in its middle when it is wider than that: the ends of a URL tell most. */
export function fitted(text: string, size: number, width: number): string {
  if (textWidth(text, size) <= width) return text;
  const characters = [...text];
  for (let kept = characters.length - 1; kept > 2; kept -= 1) {
    const head = Math.ceil(kept * 0.4);
    const cut = `${characters.slice(0, head).join("")}…${characters.slice(characters.length - (kept - head)).join("")}`;
    if (textWidth(cut, size) <= width) return cut;
  }
  return "…";
}
