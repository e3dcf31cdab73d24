/** Picks that are the same on every machine: mulberry32, seeded. */
export interface Random {
  /** A whole number from 0 to below `limit`. */
  below(limit: number): number;
  /** One of some values. */
  of<T>(values: readonly [T, ...T[]]): T;
}

export function random(seed: number): Random {
  let state = seed >>> 0;
  const below = (limit: number) => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32) * limit);
  };
  return { below, of: (values) => values[below(values.length)] ?? values[0] };
}

/** Texts written side by side, one blank between them unless told otherwise. */
export function split(texts: string, separator = " "): readonly string[] {
  return texts.split(separator);
}
