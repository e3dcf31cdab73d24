/** The pattern of `requiredSoakTime` and `interval` in Kargo's CRDs: Go's spelling, cut down to h, m and s. */
const crdPattern = /^([0-9]+(\.[0-9]+)?(s|m|h))+$/;
const part = /([0-9]*)(?:\.([0-9]*))?([^.0-9]+)/gy;
const second = 1_000_000_000n;
const units: ReadonlyMap<string, bigint> = new Map([
  ["ns", 1n],
  ["us", 1000n],
  ["µs", 1000n], // U+00B5
  ["μs", 1000n], // U+03BC
  ["ms", 1_000_000n],
  ["s", second],
  ["m", 60n * second],
  ["h", 3600n * second],
]);
/** Go holds a duration in 63 bits of nanoseconds. */
const longest = 2n ** 63n - 1n;

/**
 * Nanoseconds of a text that Go's time.ParseDuration takes; undefined for any other. Parts of a unit are reckoned in
 * floating point, as Go does, so that the result is the same to the nanosecond. Proved by the oracle `duration`.
 */
export function goNanoseconds(text: string): bigint | undefined {
  if (text.length > 200) return undefined;
  const sign = /^[+-]/.exec(text)?.[0] ?? "";
  const body = text.slice(sign.length);
  if (body === "0") return 0n;
  let total = 0n;
  let read = 0;
  for (const [whole, number = "", fraction, unitName = ""] of body.matchAll(part)) {
    const unit = units.get(unitName);
    if (unit === undefined || (number === "" && (fraction ?? "") === "")) return undefined;
    total += BigInt(number) * unit + partOf(fraction ?? "", unit);
    read += whole.length;
  }
  if (read === 0 || read < body.length || total > longest + (sign === "-" ? 1n : 0n)) return undefined;
  return sign === "-" ? -total : total;
}

/** Go reads digits behind the point as long as they fit 63 bits and leaves the others out. */
function partOf(fraction: string, unit: bigint): bigint {
  let digits = 0n;
  let scale = 1;
  for (const digit of fraction) {
    const next = digits * 10n + BigInt(digit);
    if (digits > longest / 10n || next > longest + 1n) break;
    digits = next;
    scale *= 10;
  }
  return BigInt(Math.trunc(Number(digits) * (Number(unit) / scale)));
}

/**
 * Whole seconds of `1h30m`, `90m`, `1.5h`. Undefined for anything else, also for parts of a second: Go writes those back
 * as `500ms`, which the CRD's own pattern then refuses.
 */
export function durationSeconds(text: string): bigint | undefined {
  const nanoseconds = crdPattern.test(text) ? goNanoseconds(text) : undefined;
  return nanoseconds === undefined || nanoseconds % second !== 0n ? undefined : nanoseconds / second;
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
