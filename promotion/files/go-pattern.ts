/**
 * Go's filepath.Match as a regular expression: `*` and `?` stop at a slash, `[a-z]` and `[^a-z]` are one character, a
 * backslash takes the next character as it is. Source: Go's path/filepath/match.go.
 *
 * @returns undefined for a pattern that Go calls malformed: it matches nothing
 */
export function goPattern(pattern: string): RegExp | undefined {
  const source = new PatternReader(pattern, "[^/]").read();
  return source === undefined ? undefined : new RegExp(`^${source}$`, "su");
}

const special = /[\\^$.*+?()[\]{}|/-]/gu;

export const escaped = (text: string): string => text.replace(special, "\\$&");

/** Reads one path part of a glob; what `*` and `?` stand for is given. */
export class PatternReader {
  readonly #characters: readonly string[];
  readonly #any: string;
  readonly #negations: readonly string[];
  #at = 0;

  constructor(pattern: string, any: string, negations: readonly string[] = ["^"]) {
    this.#characters = [...pattern];
    this.#any = any;
    this.#negations = negations;
  }

  /** @returns undefined when the pattern is malformed */
  read(): string | undefined {
    let source = "";
    while (this.#at < this.#characters.length) {
      const part = this.#next();
      if (part === undefined) return undefined;
      source += part;
    }
    return source;
  }

  #next(): string | undefined {
    const character = this.#characters[this.#at++] ?? "";
    if (character === "*") return `${this.#any}*`;
    if (character === "?") return this.#any;
    if (character === "[") return this.#range();
    if (character !== "\\") return escaped(character);
    const literal = this.#characters[this.#at++];
    return literal === undefined ? undefined : escaped(literal);
  }

  #range(): string | undefined {
    const negated = this.#negations.includes(this.#characters[this.#at] ?? "");
    if (negated) this.#at += 1;
    let source = "";
    for (let count = 0; ; count += 1) {
      if (this.#characters[this.#at] === "]" && count > 0) {
        this.#at += 1;
        return negated ? `(?!/)[^${source}]` : `(?!/)[${source}]`;
      }
      const low = this.#bound();
      if (low === undefined) return undefined;
      let high = low;
      if (this.#characters[this.#at] === "-") {
        this.#at += 1;
        const bound = this.#bound();
        if (bound === undefined) return undefined;
        high = bound;
      }
      // An empty range is allowed and matches nothing.
      if (low <= high) source += `${escaped(low)}-${escaped(high)}`;
    }
  }

  #bound(): string | undefined {
    let character = this.#characters[this.#at];
    if (character === undefined || character === "-" || character === "]") return undefined;
    if (character === "\\") {
      this.#at += 1;
      character = this.#characters[this.#at];
      if (character === undefined) return undefined;
    }
    this.#at += 1;
    return this.#at < this.#characters.length ? character : undefined;
  }
}
