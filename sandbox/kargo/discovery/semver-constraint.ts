import { compareVersions, type Version } from "./semver.ts";

const version =
  "v?([0-9|xX*]+)(\\.[0-9|xX*]+)?(\\.[0-9|xX*]+)?(-[0-9A-Za-z-]+(?:\\.[0-9A-Za-z-]+)*)?(?:\\+[0-9A-Za-z-]+(?:\\.[0-9A-Za-z-]+)*)?";
const range = new RegExp(`\\s*(${version})\\s+-\\s+(${version})\\s*`, "g");
const single = new RegExp(`(=>|>=|=<|<=|!=|~>|[=><~^]|)\\s*(${version})`, "g");

/** One comparison of a constraint. */
interface Comparison {
  readonly operator: string;
  readonly against: Version;
  /** Which numbers are left open: all of them, minor and patch, only patch, none. */
  readonly open: "all" | "minor" | "patch" | "none";
}

/**
 * What a constraint that was checked before (`semverConstraint` in model/grammar) takes. An empty one takes all, also
 * prereleases; any other takes a prerelease only where it names one itself.
 * Source: Masterminds/semver v3.4.0, constraints.go. Proved by the oracle `semver-check`.
 */
export function constraintCheck(text: string): (version: Version) => boolean {
  if (text === "") return () => true;
  const ranged = text.replaceAll(range, (_, from: string, ...rest: string[]) => `>= ${from}, <= ${rest[4]} `);
  const alternatives = ranged.split("||").map((part) => [...part.matchAll(single)].map(comparison));
  return (candidate) =>
    alternatives.some((all) => {
      const prereleases = all.some(({ against }) => against.prerelease !== "");
      return all.every((one) => (candidate.prerelease === "" || prereleases) && holds(candidate, one));
    });
}

function comparison([
  ,
  operator = "",
  ,
  major = "",
  minor = "",
  patch = "",
  prerelease = "",
]: RegExpExecArray): Comparison {
  const numbers = [major, minor.slice(1), patch.slice(1)];
  const first = numbers.findIndex((number) => number === "" || /^[xX*]$/.test(number));
  const closed = numbers.map((number, index) => BigInt(first < 0 || index < first ? number : 0));
  return {
    operator,
    open: (["all", "minor", "patch"] as const)[first] ?? "none",
    against: { original: "", numbers: closed as [bigint, bigint, bigint], prerelease: prerelease.slice(1) },
  };
}

function holds(candidate: Version, { operator, against, open }: Comparison): boolean {
  const order = compareVersions(candidate, against);
  const [major, minor] = [0, 1].map((index) => compareNumber(candidate, against, index as 0 | 1));
  switch (operator) {
    case "!=":
      return differs(candidate, against, open);
    case ">":
      if (open === "none") return order > 0;
      if (major !== 0) return (major ?? 0) > 0;
      // `>*` is `>0.0.0`: upstream marks it as open, but none of its numbers.
      if (open === "minor") return false;
      return open === "patch" ? (minor ?? 0) > 0 : order > 0;
    case "<":
      return order < 0;
    case ">=":
    case "=>":
      return order >= 0;
    case "<=":
    case "=<":
      if (open === "none") return order <= 0;
      return (major ?? 0) < 0 || (major === 0 && ((minor ?? 0) <= 0 || open === "minor"));
    case "~":
    case "~>":
      return tilde(candidate, against, open);
    case "^":
      return caret(candidate, against, open);
    default:
      return open === "none" ? order === 0 : tilde(candidate, against, open);
  }
}

function compareNumber(a: Version, b: Version, index: 0 | 1 | 2): number {
  return a.numbers[index] < b.numbers[index] ? -1 : a.numbers[index] > b.numbers[index] ? 1 : 0;
}

function differs(candidate: Version, against: Version, open: Comparison["open"]): boolean {
  if (open !== "none") {
    if (compareNumber(candidate, against, 0) !== 0) return true;
    if (compareNumber(candidate, against, 1) !== 0 && open !== "minor") return true;
    if (open === "minor") return false;
    if (compareNumber(candidate, against, 2) !== 0 && open !== "patch") return true;
    if (open === "patch") return candidate.prerelease !== against.prerelease;
  }
  return compareVersions(candidate, against) !== 0;
}

function tilde(candidate: Version, against: Version, open: Comparison["open"]): boolean {
  if (compareVersions(candidate, against) < 0) return false;
  const partly = open === "minor" || open === "patch";
  if (!partly && against.numbers.every((number) => number === 0n)) return true;
  if (compareNumber(candidate, against, 0) !== 0) return false;
  return compareNumber(candidate, against, 1) === 0 || open === "minor";
}

function caret(candidate: Version, against: Version, open: Comparison["open"]): boolean {
  if (compareVersions(candidate, against) < 0) return false;
  const [major, minor] = against.numbers;
  if (major > 0n || open === "minor") return candidate.numbers[0] === major;
  if (candidate.numbers[0] > 0n) return false;
  if (minor > 0n || open === "patch") return candidate.numbers[1] === minor;
  return candidate.numbers[1] === 0n && candidate.numbers[2] === against.numbers[2];
}
