/** A character that looks like another one, or like nothing. */
export interface SuspiciousCharacter {
  /** `\u{440}`: the only way to show it that doesn't mislead. */
  readonly escaped: string;
  /** What is wrong with it, for people. */
  readonly what: string;
  /** Where it stands, counted in UTF-16 code units. */
  readonly offset: number;
}

/** Enough to mend a text by. */
const most = 10;

/** Letters that can't be told from an ASCII letter in most fonts, behind that letter. Cyrillic, Greek and Armenian. */
const lookAlikes = [
  "A\u0410\u0391 B\u0412\u0392 C\u0421\u03f9 E\u0415\u0395 H\u041d\u0397 I\u0406\u0399\u04c0 J\u0408",
  "K\u041a\u039a M\u041c\u039c N\u039d O\u041e\u039f\u0555 P\u0420\u03a1 S\u0405\u054f T\u0422\u03a4",
  "X\u0425\u03a7 Y\u04ae\u03a5 Z\u0396 a\u0430\u03b1 c\u0441\u03f2 d\u0501 e\u0435 g\u0581 h\u04bb\u0570",
  "i\u0456\u03b9 j\u0458\u03f3 k\u043a\u03ba l\u04cf n\u0578 o\u043e\u03bf\u0585 p\u0440\u03c1",
  "q\u051b\u0566 s\u0455 u\u057d\u03c5 v\u0475\u03bd w\u051d x\u0445\u03c7 y\u0443\u03b3",
];
const originals = new Map(
  lookAlikes
    .flatMap((line) => line.split(" "))
    .flatMap(([letter = "", ...likes]) => likes.map((like) => [like, letter])),
);

const plain = /^[\t\n\r\x20-\x7e]*$/;
const words = /[\p{L}\p{M}\p{N}]+/gu;
const odd = /[\p{Cc}\p{Zs}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]|[\uff01-\uff5e\u{1d400}-\u{1d7ff}]/gu;
const asianText = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}]/u;
/** Turns the direction of what follows. */
const turning = /[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/;

/**
 * Characters that make a text look like what it isn't, in their order, at most ten; none for an honest text in any script.
 * Look-alikes count only within a word that also has Latin letters, and joiners only where no script or emoji needs them.
 */
export function suspiciousCharacters(text: string): readonly SuspiciousCharacter[] {
  if (plain.test(text)) return [];
  const found = [...misleading(text), ...homoglyphs(text), ...decomposed(text)];
  return found.sort((a, b) => a.offset - b.offset).slice(0, most);
}

function suspicious(char: string, offset: number, what: string): SuspiciousCharacter {
  return { escaped: `\\u{${(char.codePointAt(0) ?? 0).toString(16)}}`, what, offset };
}

function misleading(text: string): SuspiciousCharacter[] {
  const asian = asianText.test(text);
  // people paste such blanks into sentences, and some languages ask for them; between plain ones they do no harm
  const prose = asian || text.includes(" ");
  return [...text.matchAll(odd)].flatMap(({ 0: char, index }) => {
    const what = whatOf(char, text.slice(Math.max(0, index - 3), index), { asian, prose });
    return what === undefined ? [] : [suspicious(char, index, what)];
  });
}

interface Around {
  readonly asian: boolean;
  readonly prose: boolean;
}

function whatOf(char: string, before: string, { asian, prose }: Around): string | undefined {
  if (/[\t\n\r ]/.test(char)) return undefined;
  if (/[\uff01-\uff5e\u{1d400}-\u{1d7ff}]/u.test(char))
    return asian ? undefined : `looks like ${char.normalize("NFKC")}`;
  if (turning.test(char)) return "turns the direction of what is written behind it";
  if (/\u200c|\u200d|\p{Variation_Selector}/u.test(char) && joins(before)) return undefined;
  if (/\p{Zs}/u.test(char)) return prose ? undefined : "looks like a blank and isn't one";
  return /\p{Cc}/u.test(char) ? "is a control character" : "can't be seen";
}

/** Whether what stands in front can be joined to something: a pictograph, or a letter of a script with joined letters. */
function joins(before: string): boolean {
  if (/(?:[\p{Extended_Pictographic}\p{Emoji_Modifier}]|\ufe0f)$/u.test(before)) return true;
  return /[\p{L}\p{M}]$/u.test(before) && !/[\p{Script=Latin}\p{Script=Cyrillic}\p{Script=Greek}]$/u.test(before);
}

function homoglyphs(text: string): SuspiciousCharacter[] {
  return [...text.matchAll(words)].flatMap(({ 0: word, index }) => {
    if (!/\p{Script=Latin}/u.test(word)) return [];
    let offset = index;
    return [...word].flatMap((char) => {
      const at = offset;
      offset += char.length;
      const original = originals.get(char);
      return original === undefined ? [] : [suspicious(char, at, `looks like ${original}`)];
    });
  });
}

/** Not in Unicode's form C: another text that looks the same is a different name. */
function decomposed(text: string): SuspiciousCharacter[] {
  return [...text.matchAll(/\P{M}\p{M}{1,30}|[^\p{ASCII}]/gu)].flatMap(({ 0: part, index }) => {
    if (part.normalize("NFC") === part) return [];
    const [first = "", second] = [...part];
    const what =
      second === undefined
        ? `looks like ${part.normalize("NFC")}`
        : `is a loose mark; with the letter before it, it looks like ${part.normalize("NFC")}`;
    return [suspicious(second ?? first, index + (second === undefined ? 0 : first.length), what)];
  });
}
