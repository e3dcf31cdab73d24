/** How checks and rules show values and choices in a message. */
import { redacted } from "./redacted.ts";

/** A value as the user would write it: one short line, odd characters as code points, credentials taken out. */
export function shown(value: unknown): string {
  if (value === undefined) return "nothing";
  if (Array.isArray(value)) return "a list";
  if (typeof value === "object" && value !== null) return "an object";
  if (typeof value === "function") return "a function";
  if (typeof value !== "string") return String(value);
  const safe = redacted(value);
  const text = JSON.stringify(safe.length > 80 ? `${safe.slice(0, 79)}…` : safe);
  // the ellipsis is ours; everything else outside ASCII may look like what it isn't
  return text.replace(/[^\x20-\x7e…]/gu, (char) => `\\u{${(char.codePointAt(0) ?? 0).toString(16)}}`);
}

/** Whether a name can stand in a path or a sentence as it is: letters, digits, _ and -, and nothing that looks like a secret. */
export function isPlainName(name: string): boolean {
  return /^[\w-]+$/.test(name) && redacted(name) === name;
}

/** `a, b, c`, or what to say when there is none. A name with odd characters is written as {@link shown} writes it. */
export function listed(names: readonly string[], none = "nothing"): string {
  return names.length === 0 ? none : names.map(legible).join(", ");
}

/** A name as it is, or as {@link shown} writes it when it holds odd characters or what looks like a secret. */
export function legible(name: string): string {
  return /^[\x21-\x7e…]([\x20-\x7e…]*[\x21-\x7e…])?$/.test(name) && redacted(name) === name ? name : shown(name);
}

/** The name that was most likely meant, when one is near enough to be worth saying. */
export function nearest(got: string, names: readonly string[]): string | undefined {
  const wanted = got.slice(0, 80).toLowerCase();
  const limit = wanted.length < 3 ? 0 : Math.max(1, Math.floor(Math.min(wanted.length, 40) / 3));
  const ranked = names
    .map((name) => ({ name, distance: distance(wanted, name.toLowerCase(), limit) }))
    .filter((candidate) => candidate.distance <= limit)
    .sort((a, b) => a.distance - b.distance || (a.name < b.name ? -1 : 1));
  return ranked[0]?.name ?? partOf(wanted, names);
}

/** `soakTme` is near a part of `requiredSoakTime`; worth saying only when it is near no other name. */
function partOf(wanted: string, names: readonly string[]): string | undefined {
  if (wanted.length < 5) return undefined;
  const fitting = names.filter((name) => {
    const whole = name.toLowerCase();
    if (whole.length <= wanted.length || whole.length > 80) return false;
    const parts = [whole.slice(0, wanted.length + 1), whole.slice(-wanted.length - 1), whole.slice(-wanted.length)];
    return whole.includes(wanted) || parts.some((part) => distance(wanted, part, 1) <= 1);
  });
  return fitting.length === 1 ? fitting[0] : undefined;
}

/** `Perhaps "staging" is meant`, or the other advice when nothing is near. */
export function perhaps(got: string, names: readonly string[], otherwise: string): string {
  const name = nearest(got, names);
  return name === undefined ? otherwise : `Perhaps ${shown(name)} is meant`;
}

/** Letters added, dropped, changed, or swapped with the next: optimal string alignment. Infinity where it is over the limit. */
function distance(a: string, b: string, limit: number): number {
  if (Math.abs(a.length - b.length) > limit) return Number.POSITIVE_INFINITY;
  let before: number[] = [];
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  let least = 0;
  for (let i = 0; i < a.length; i += 1) {
    const next = [i + 1];
    let nextLeast = i + 1;
    for (let j = 0; j < b.length; j += 1) {
      const same = a[i] === b[j] ? 0 : 1;
      let steps = Math.min((row[j + 1] ?? 0) + 1, (next[j] ?? 0) + 1, (row[j] ?? 0) + same);
      const swapped = i > 0 && j > 0 && a[i] === b[j - 1] && a[i - 1] === b[j];
      if (swapped) steps = Math.min(steps, (before[j - 1] ?? 0) + 1);
      next.push(steps);
      nextLeast = Math.min(nextLeast, steps);
    }
    // What follows is made of these two rows.
    if (Math.min(least, nextLeast) > limit) return Number.POSITIVE_INFINITY;
    [before, row, least] = [row, next, nextLeast];
  }
  return row.at(-1) ?? 0;
}
