/** A character that looks like another one, or like nothing. */
export interface SuspiciousCharacter {
  /** `\u{440}`. */
  readonly escaped: string;
  /** What is wrong with it, for people. */
  readonly what: string;
  /** Where it stands, counted in UTF-16 code units. */
  readonly offset: number;
}

/** Characters that make a text look like what it isn't, in their order; none for an honest text. */
export function suspiciousCharacters(_text: string): readonly SuspiciousCharacter[] {
  return [];
}

/** Which kind of secret a text looks to hold, in words; undefined when none. Never gives any part of the secret. */
export function pastedSecret(_text: string): string | undefined {
  return undefined;
}
