import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { compareVersions, readVersion, type Version } from "../../../sandbox/kargo/discovery/semver.ts";
import { constraintCheck } from "../../../sandbox/kargo/discovery/semver-constraint.ts";
import { freightName } from "../../../sandbox/kargo/freight-name.ts";
import { nameMatches, pathMatcher } from "../../../sandbox/kargo/name-pattern.ts";
import type { Artifacts, Origin } from "../../../sandbox/kargo/objects.ts";
import { normalizeChart, normalizeGit, normalizeImage } from "../../../sandbox/kargo/urls.ts";

type Rows<Q, A> = readonly (readonly [Q, A])[];
type Pair = readonly [string, string];

/** Questions and what Kargo's own code answered; how they were made stands in the file's note. */
const said = JSON.parse(readFileSync(join(import.meta.dirname, "kargo-said.json"), "utf8")) as {
  freight: Rows<Artifacts & { origin: Origin }, string>;
  urls: Rows<Pair, string>;
  paths: Rows<Pair, boolean | "error">;
  names: Rows<Pair, boolean | "error">;
  versions: Rows<Pair, boolean | "error">;
  order: Rows<Pair, number>;
};

/** Every row, so that one look shows all that differ. */
function expectAll<Q, A>(rows: Rows<Q, A>, answer: (question: Q) => unknown): void {
  const shown = (value: unknown) => JSON.stringify(value);
  expect(rows.map(([question]) => `${shown(question)} ${shown(answered(() => answer(question)))}`)).toEqual(
    rows.map(([question, wanted]) => `${shown(question)} ${shown(wanted)}`),
  );
}

function answered(work: () => unknown): unknown {
  try {
    return work();
  } catch {
    return "error";
  }
}

test("Freight has the name that Kargo gives it", () => {
  expectAll(said.freight, freightName);
});

test("URLs of one repository come to one spelling", () => {
  const normalize = { git: normalizeGit, image: normalizeImage, chart: normalizeChart };
  expectAll(said.urls, ([kind, url]) => normalize[kind as "git"](url));
});

test("path selectors select the same paths", () => {
  expectAll(said.paths, ([selector, path]) => pathMatcher(selector)(path));
});

test("name patterns fit the same names", () => {
  expectAll(said.names, ([selector, name]) => nameMatches(selector, name));
});

test("version constraints take the same versions", () => {
  expectAll(said.versions, ([constraint, text]) => constraintCheck(constraint)(readVersion(text) as Version));
});

test("versions stand in the same order", () => {
  expectAll(said.order, ([a, b]) => compareVersions(readVersion(a) as Version, readVersion(b) as Version));
});
