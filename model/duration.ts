/** Durations as Kargo's CRDs take them: Go's spelling, cut down to h, m and s. Source: the pattern of `requiredSoakTime` and `interval`. */
const shape = /^([0-9]+(\.[0-9]+)?(s|m|h))+$/;
const part = /([0-9]+)(?:\.([0-9]+))?([smh])/g;
const seconds = { s: 1n, m: 60n, h: 3600n } as const;
/** Go holds a duration in 63 bits of nanoseconds; a longer one doesn't parse there. */
const longest = 9223372036n;

/**
 * Whole seconds of `1h30m`, `90m`, `1.5h`. Undefined for anything else, also for parts of a second: Go writes those back
 * as `500ms`, which the CRD's own pattern then refuses.
 */
export function durationSeconds(text: string): bigint | undefined {
  if (!shape.test(text) || text.length > 100) return undefined;
  let numerator = 0n;
  let denominator = 1n;
  for (const [, whole = "0", fraction = "", unit = "s"] of text.matchAll(part)) {
    const scale = 10n ** BigInt(fraction.length);
    const value = BigInt(whole + fraction) * seconds[unit as keyof typeof seconds];
    numerator = numerator * scale + value * denominator;
    denominator *= scale;
  }
  if (numerator % denominator !== 0n) return undefined;
  const total = numerator / denominator;
  return total > longest ? undefined : total;
}

/** The spelling Go gives back, which is what Kargo's webhooks store: `1h0m0s`, `5m0s`, `30s`. */
export function goDuration(total: bigint): string {
  const [hours, minutes, rest] = [total / 3600n, (total / 60n) % 60n, total % 60n];
  if (hours > 0n) return `${hours}h${minutes}m${rest}s`;
  return minutes > 0n ? `${minutes}m${rest}s` : `${rest}s`;
}

/** {@link goDuration} of a text that was checked before. */
export function canonicalDuration(text: string): string {
  const total = durationSeconds(text);
  if (total === undefined) throw new Error(`duration of an unchecked pipeline: ${text}`);
  return goDuration(total);
}
