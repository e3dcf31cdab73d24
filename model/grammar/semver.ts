import { shown } from "../words.ts";

/** Longer texts aren't judged: nobody writes them. */
const longest = 2_000;
/** Go's `\s`; JavaScript's has more. */
const space = "[\\t\\n\\f\\r ]";
const versionShape =
  "v?([0-9|xX*]+)(\\.[0-9|xX*]+)?(\\.[0-9|xX*]+)?(-[0-9A-Za-z-]+(?:\\.[0-9A-Za-z-]+)*)?(\\+[0-9A-Za-z-]+(?:\\.[0-9A-Za-z-]+)*)?";
const hyphenRange = new RegExp(`${space}*(${versionShape})${space}+-${space}+(${versionShape})${space}*`, "g");
const wholeVersion = new RegExp(`^${versionShape}$`);
const operators = ["=", "!=", ">", "<", ">=", "=>", "<=", "=<", "~", "~>", "^"];
const wildcards = ["x", "X", "*"];
const largest = 2n ** 64n - 1n;

/**
 * Why Masterminds/semver v3.4.0 refuses a constraint; undefined when it takes it. An empty text is no constraint, as in
 * Kargo. A comma or a blank means and, `||` means or. Proved by the oracle `semver`.
 */
export function semverConstraint(text: string): string | undefined {
  if (text === "" || text.length > longest) return undefined;
  for (const alternative of withoutHyphens(text).split("||")) {
    const why = alternativeFault(alternative);
    if (why !== undefined) return why;
  }
  return undefined;
}

/** `1 - 2` as the library rewrites it, before anything else is looked at: ahead of `||` too, so `3||1 - 2` is cut at the dash. */
function withoutHyphens(text: string): string {
  let rewritten = text;
  for (const [whole, from = "", , , , , , to = ""] of text.matchAll(hyphenRange)) {
    rewritten = rewritten.replace(whole, () => `>= ${from}, <= ${to} `);
  }
  return rewritten;
}

const blanks = new RegExp(`^${space}*`);
const operatorSigns = /^[=!<>~^]*/;
const versionText = new RegExp(`^(?:(?!${space}|,).)*`, "su");

/** Constraints that must hold together. */
function alternativeFault(text: string): string | undefined {
  let rest = text.replace(blanks, "");
  if (rest === "") return "There is no version beside ||";
  for (;;) {
    const [operator = ""] = operatorSigns.exec(rest) ?? [];
    if (operator !== "" && !operators.includes(operator)) return `${shown(operator)} isn't an operator`;
    rest = rest.slice(operator.length).replace(blanks, "");
    const [version = ""] = versionText.exec(rest) ?? [];
    if (version === "")
      return operator === "" ? "There is no version beside a comma" : `There is no version behind ${operator}`;
    const why = wholeVersion.test(version) ? patternFault(version) : `${shown(version)} isn't a version`;
    if (why !== undefined) return why;
    const behind = rest.slice(version.length);
    rest = behind.replace(blanks, "");
    if (rest === "") return undefined;
    if (rest.startsWith(",")) rest = rest.slice(1).replace(blanks, "");
  }
}

/** A version with wildcards. What stands behind a wildcard is never looked at. */
function patternFault(text: string): string | undefined {
  const [, major = "", minor = "", patch = "", prerelease = ""] = wholeVersion.exec(text) ?? [];
  const numbers = [major, minor.slice(1), patch.slice(1)];
  const open = numbers.findIndex((number) => number === "" || wildcards.includes(number));
  return numbersFault(text, open < 0 ? numbers : numbers.slice(0, open)) ?? prereleaseFault(prerelease.slice(1));
}

function numbersFault(text: string, numbers: readonly string[]): string | undefined {
  for (const number of numbers) {
    if (!/^[0-9]+$/.test(number)) return `${shown(text)} isn't a version`;
    if (BigInt(number) > largest) return `${shown(number)} is too large for a version's number`;
  }
  return undefined;
}

function prereleaseFault(prerelease: string): string | undefined {
  const padded = prerelease.split(".").find((part) => /^0[0-9]+$/.test(part));
  return padded === undefined ? undefined : `A number in a prerelease has no 0 in front: ${shown(padded)}`;
}

/**
 * Why a tag is no semantic version to Kargo; undefined when it is one. `strict` is a subscription's `strictSemvers`, by
 * default true in Kargo: major, minor and patch must all be there, without a 0 in front.
 */
export function semverVersion(text: string, { strict }: { readonly strict: boolean }): string | undefined {
  const [, major, minor, patch, prerelease = ""] = wholeVersion.exec(text) ?? [];
  if (major === undefined) return `${shown(text)} isn't a version`;
  const numbers = [major, minor?.slice(1), patch?.slice(1)].filter((number) => number !== undefined);
  const why = numbersFault(text, numbers) ?? prereleaseFault(prerelease.slice(1));
  if (why !== undefined || !strict) return why;
  if (numbers.length < 3) return "A strict version has major, minor and patch";
  const padded = numbers.find((number) => /^0[0-9]/.test(number));
  return padded === undefined ? undefined : `A strict version's number has no 0 in front: ${shown(padded)}`;
}
