import { semverVersion } from "../../../model/grammar/semver.ts";

/** A version as Masterminds/semver v3.4.0 reads it. */
export interface Version {
  /** As it was written. */
  readonly original: string;
  readonly numbers: readonly [bigint, bigint, bigint];
  /** Without the dash; empty when there is none. */
  readonly prerelease: string;
}

const shape = /^v?([0-9]+)(?:\.([0-9]+))?(?:\.([0-9]+))?(?:-([0-9A-Za-z.-]+))?(?:\+[0-9A-Za-z.-]+)?$/;

/**
 * A tag read as a version; undefined when it is none to Kargo. Source: kargo v1.11.2, pkg/controller/semver/parser.go.
 *
 * @param strict a subscription's strictSemvers: all three numbers must be there
 */
export function readVersion(original: string, strict = false): Version | undefined {
  if (semverVersion(original, { strict }) !== undefined) return undefined;
  const [, major, minor = "0", patch = "0", prerelease = ""] = shape.exec(original) ?? [];
  if (major === undefined) return undefined;
  return { original, numbers: [BigInt(major), BigInt(minor), BigInt(patch)], prerelease };
}

/** Negative when a is the smaller. Build metadata doesn't count. */
export function compareVersions(a: Version, b: Version): number {
  for (const index of [0, 1, 2] as const) {
    if (a.numbers[index] !== b.numbers[index]) return a.numbers[index] < b.numbers[index] ? -1 : 1;
  }
  return comparePrereleases(a.prerelease, b.prerelease);
}

/** Greatest first; equal ones by the text they were written with, `1.0.0` before `1.0`. */
export function greatestFirst(a: Version, b: Version): number {
  return compareVersions(b, a) || (a.original < b.original ? 1 : a.original > b.original ? -1 : 0);
}

/** A version without a prerelease comes after those with one. */
export function comparePrereleases(a: string, b: string): number {
  if (a === b) return 0;
  if (a === "" || b === "") return a === "" ? 1 : -1;
  const [left, right] = [a.split("."), b.split(".")];
  for (let index = 0; index < Math.max(left.length, right.length); index += 1) {
    const order = compareParts(left[index], right[index]);
    if (order !== 0) return order;
  }
  return 0;
}

/** Numbers before words, fewer parts before more. */
function compareParts(a: string | undefined, b: string | undefined): number {
  if (a === b) return 0;
  if (a === undefined || b === undefined) return a === undefined ? -1 : 1;
  const [left, right] = [a, b].map((part) => (/^[0-9]+$/.test(part) ? BigInt(part) : undefined));
  if (left !== undefined && right !== undefined) return left < right ? -1 : left > right ? 1 : 0;
  if (left !== undefined) return -1;
  if (right !== undefined) return 1;
  return a < b ? -1 : 1;
}
