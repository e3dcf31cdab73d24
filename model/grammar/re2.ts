import { RE2JS, RE2JSSyntaxException } from "re2js";
import { shown } from "../words.ts";
import { unicodeClasses } from "./unicode-classes.ts";

/** Longer patterns aren't judged; nobody writes them, and compiling has a price. */
const longest = 6_000;
/** Characters times largest repetition; beyond it repetitions are judged without their size. */
const affordable = 50_000;

/**
 * Why Go's regexp package refuses a pattern; undefined when it compiles. Kargo compiles patterns only when it looks for
 * artifacts, so a wrong one is stored and then fails. Really compiled, by re2js; where that differs from Go 1.26 the
 * pattern is turned into one that means the same to both. Proved by the oracle `re2`.
 */
export function re2Pattern(text: string): string | undefined {
  if (text.length > longest) return undefined;
  const unknown = unknownClass(text);
  if (unknown !== undefined) return `Go knows no character class ${shown(unknown)}`;
  try {
    RE2JS.compile(affordablePattern(plainGroups(text)));
    return undefined;
  } catch (error) {
    if (!(error instanceof RE2JSSyntaxException)) throw error;
    return reason(error.getDescription(), error.getPattern() ?? "");
  }
}

/** One item of a pattern: an escaped character, quoted text, a class, the head of a named group, any other character. */
const items = /\\Q.*?(?:\\E|$)|\\[pP](?:\{[^}]*\}|.)|\\.|\[\^?\]?(?:\[:\^?\w+:\]|\\.|[^\]\\])*\]|\(\?P?<\w+>|./gsu;
const classes = /\\[pP](?:\{([^}]*)\}|(.))|\\./gsu;
const stand = "\\pL";

function unknownClass(text: string): string | undefined {
  for (const [item] of text.matchAll(items)) {
    if (!/^(\[|\\[pP])/.test(item)) continue;
    for (const [whole, braced, letter] of item.matchAll(classes)) {
      const name = braced ?? (letter === "{" ? undefined : letter);
      if (name !== undefined && !known(name)) return whole;
    }
  }
  return undefined;
}

/** Go looks a name up without `_`, `-` and blanks, with a capital letter first and small ones behind it. */
function known(name: string): boolean {
  const bare = name.replace(/^\^/, "").replaceAll(/[ _-]/g, "");
  return unicodeClasses.has(bare.slice(0, 1).toUpperCase() + bare.slice(1).toLowerCase());
}

/**
 * Groups without their names, which Go lets occur twice; known classes as one that re2js knows by the same name; and a
 * class that ends with `[:]`, which re2js reads as the head of `[:alpha:]` even when nothing closes that.
 */
function plainGroups(text: string): string {
  return text.replaceAll(items, (item, offset: number) => {
    if (item.startsWith("(?")) return "(?:";
    if (/^\\[pP]./su.test(item)) return /^\\[pP]\{[^}]*$/.test(item) ? item : stand;
    if (!item.startsWith("[")) return item;
    const known = item.replaceAll(classes, (part, name) => (name === undefined ? part : stand));
    const closed = text.includes(":]", offset + item.length);
    return known.endsWith("[:]") && !closed ? `${known.slice(0, -3)}\\[:]` : known;
  });
}

/** The pattern, or when its repetitions would cost too much, one with small ones: refused only when the pattern is. */
function affordablePattern(text: string): string {
  const counts = [...text.matchAll(/\{(\d+)(?:,(\d*))?\}/g)].flatMap(([, least, most]) => [
    Number(least),
    Number(most ?? 0),
  ]);
  if (text.length * counts.reduce((most, count) => Math.max(most, count), 0) <= affordable) return text;
  return text.replaceAll(/\{(\d+)(,?)(\d*)\}/g, (whole, least: string, comma: string, most: string) => {
    if (Number(least) > 1000 || Number(most) > 1000 || (most !== "" && Number(least) > Number(most))) return whole;
    return `{1${comma}${most === "" ? "" : "1"}}`;
  });
}

function reason(description: string, part: string): string {
  const [around] = /^\(\?<?[=!]/.exec(part) ?? [];
  if (around !== undefined) return `RE2 can't look ahead or behind: ${shown(around)}`;
  const at = part === "" ? "" : `: ${shown(part)}`;
  if (/^\\[1-9kg]/.test(part)) return `RE2 has no backreferences${at}`;
  return `RE2 says: ${description}${at}`;
}
