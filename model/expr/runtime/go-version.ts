import { semverVersion } from "../../grammar/semver.ts";
import { Failure } from "./evaluation-error.ts";
import { GoFunction, GoStruct, typeName, type Value } from "./value.ts";

interface Parts {
  readonly numbers: readonly [bigint, bigint, bigint];
  readonly prerelease: string;
  readonly metadata: string;
  readonly original: string;
}

const shape = /^(v?)(\d+)(?:\.(\d+))?(?:\.(\d+))?(?:-([^+]*))?(?:\+(.*))?$/;

/** A version as Masterminds/semver v3.4.0 reads it, forgiving; undefined when it is none. */
export function versionParts(text: string): Parts | undefined {
  if (semverVersion(text, { strict: false }) !== undefined) return undefined;
  const [, , major = "0", minor = "0", patch = "0", prerelease = "", metadata = ""] = shape.exec(text) ?? [];
  return { numbers: [BigInt(major), BigInt(minor), BigInt(patch)], prerelease, metadata, original: text };
}

function write({ numbers, prerelease, metadata }: Parts): string {
  return `${numbers.join(".")}${prerelease === "" ? "" : `-${prerelease}`}${metadata === "" ? "" : `+${metadata}`}`;
}

/** What is behind each version that an expression holds. */
const known = new WeakMap<GoStruct, Parts>();

/**
 * A `*semver.Version`, or a plain `semver.Version`, which Go gives fewer methods.
 * Source: Masterminds/semver v3.4.0, version.go.
 */
export function goVersion(parts: Parts, pointer: boolean): GoStruct {
  const prefix = parts.original.startsWith("v") ? "v" : "";
  const next = (changed: Partial<Parts>): GoStruct => {
    const made = { ...parts, ...changed };
    return goVersion({ ...made, original: prefix + write(made) }, false);
  };
  const [major, minor, patch] = parts.numbers;
  const bare = { prerelease: "", metadata: "" };
  const methods: Record<string, [arity: number, call: (...args: Value[]) => Value]> = {
    Major: [0, () => major],
    Minor: [0, () => minor],
    Patch: [0, () => patch],
    Prerelease: [0, () => parts.prerelease],
    Metadata: [0, () => parts.metadata],
    String: [0, () => write(parts)],
    IncMajor: [0, () => next({ ...bare, numbers: [major + 1n, 0n, 0n] })],
    IncMinor: [0, () => next({ ...bare, numbers: [major, minor + 1n, 0n] })],
    IncPatch: [0, () => next(parts.prerelease === "" ? { ...bare, numbers: [major, minor, patch + 1n] } : bare)],
    SetPrerelease: [1, (text = null) => next({ prerelease: checked(text, `0.0.0-${text}`, "prerelease") })],
    SetMetadata: [1, (text = null) => next({ metadata: checked(text, `0.0.0+${text}`, "metadata") })],
  };
  const ordered: Record<string, (order: number) => Value> = {
    Compare: (order) => BigInt(order),
    Equal: (order) => order === 0,
    LessThan: (order) => order < 0,
    LessThanEqual: (order) => order <= 0,
    GreaterThan: (order) => order > 0,
    GreaterThanEqual: (order) => order >= 0,
  };
  if (pointer) {
    methods.Original = [0, () => parts.original];
    for (const [name, answer] of Object.entries(ordered))
      methods[name] = [1, (other = null) => answer(compareVersions(parts, partsOf(other)))];
  }
  const functions = Object.entries(methods).map(([name, [arity, call]]) => [name, counted(arity, call)] as const);
  const made = new GoStruct(pointer ? "*semver.Version" : "semver.Version", new Map(), new Map(functions), {
    text: write(parts),
    json: write(parts),
  });
  known.set(made, parts);
  return made;
}

function counted(arity: number, call: (...args: Value[]) => Value): GoFunction {
  return new GoFunction((...args) => {
    if (args.length !== arity) throw new Failure(`invalid number of arguments: expected ${arity}, got ${args.length}`);
    return call(...args);
  });
}

function partsOf(value: Value): Parts {
  const parts = value instanceof GoStruct && value.type === "*semver.Version" ? known.get(value) : undefined;
  if (parts === undefined) throw new Failure(`reflect: Call using ${typeName(value)} as type *semver.Version`);
  return parts;
}

function checked(text: Value, version: string, what: string): string {
  if (typeof text !== "string") throw new Failure(`reflect: Call using ${typeName(text)} as type string`);
  if (text !== "" && versionParts(version) === undefined) throw new Failure(`invalid ${what} string`);
  return text;
}

/** Semver's precedence: metadata counts for nothing. */
export function compareVersions(a: Parts, b: Parts): number {
  for (const [index, number] of a.numbers.entries()) {
    const other = b.numbers[index] ?? 0n;
    if (number !== other) return number < other ? -1 : 1;
  }
  if (a.prerelease === b.prerelease) return 0;
  if (a.prerelease === "" || b.prerelease === "") return a.prerelease === "" ? 1 : -1;
  const left = a.prerelease.split(".");
  const right = b.prerelease.split(".");
  for (let index = 0; index < Math.max(left.length, right.length); index += 1) {
    const order = comparePart(left[index], right[index]);
    if (order !== 0) return order;
  }
  return 0;
}

function comparePart(a: string | undefined, b: string | undefined): number {
  if (a === b) return 0;
  if (a === undefined || b === undefined) return a === undefined ? -1 : 1;
  const numbers = [/^\d+$/.test(a), /^\d+$/.test(b)];
  if (numbers[0] && numbers[1]) return BigInt(a) < BigInt(b) ? -1 : BigInt(a) > BigInt(b) ? 1 : 0;
  if (numbers[0] !== numbers[1]) return numbers[0] ? -1 : 1;
  return a < b ? -1 : 1;
}

/** Kargo's semverDiff. Source: akuity/kargo v1.11.2, pkg/expressions/function/functions.go. */
export function versionDifference(a: string, b: string): string {
  const left = versionParts(a);
  const right = versionParts(b);
  if (left === undefined || right === undefined) return "Incomparable";
  const index = left.numbers.findIndex((number, at) => number !== right.numbers[at]);
  if (index >= 0) return ["Major", "Minor", "Patch"][index] ?? "None";
  return left.metadata === right.metadata ? "None" : "Metadata";
}
