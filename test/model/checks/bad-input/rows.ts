import { describe, expect, test } from "vitest";
import { humanReport } from "../../../../cli/check/report.ts";
import { check } from "../../../../model/check.ts";
import { formatProblem } from "../../../../model/problem.ts";
import { defaultSettings } from "../../../../model/settings.ts";
import { found } from "../../manifests/said.ts";
import { edited } from "../../sample.ts";

/** One bad input of the project's catalogue: its id there, what it is, the change to the sample, and everything said about it. */
export type Row = readonly [
  id: string,
  what: string,
  changes: Readonly<Record<string, unknown>>,
  said: readonly string[],
];

/** Bad input in a definition. */
export function badDefinitions(name: string, rows: readonly Row[]): void {
  describe(name, () => {
    test.each(rows)("%s: %s", (_id, _what, changes, expected) => {
      expect(check(edited(changes), defaultSettings).map(formatProblem)).toEqual(expected);
    });
  });
}

/** Bad input in a manifest, for what definitions don't have. */
export type ManifestRow = readonly [id: string, what: string, text: string, said: readonly string[]];

export function badManifests(name: string, rows: readonly ManifestRow[]): void {
  describe(name, () => {
    test.each(rows)("%s: %s", (_id, _what, text, expected) => {
      expect(told(text)).toEqual(expected);
    });
  });
}

/** The lines that `slipway check` prints for a file of this text, but for those of the count. */
export function told(text: string): string[] {
  const lines: string[] = [];
  humanReport((line) => lines.push(line)).add(found(text));
  return lines;
}

/** An environment beside the sample's own that needs nothing but a name. */
export function environment(name: string): Record<string, unknown> {
  return { [`stages.${name}`]: { from: "staging", controlFlow: true } };
}

/** An image subscription beside the sample's own. */
export function image(options: object): Record<string, unknown> {
  const base = { kind: "image", repoURL: "docker.io/acme/base", ...options };
  return { "warehouses.main.subscriptions": { base } };
}

/** Steps of prod's own. */
export function ownSteps(...steps: unknown[]): Record<string, unknown> {
  return { "stages.prod.promotionTemplate": { kind: "steps", steps } };
}

export function step(uses: string, config: unknown, rest: object = {}): object {
  return { kind: "step", uses, config, ...rest };
}
