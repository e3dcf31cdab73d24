import { describe, expect, test } from "vitest";
import { goserver } from "../../../apps/goserver/pipeline.ts";
import { checkCompiled } from "../../../model/check-compiled.ts";
import { compile } from "../../../model/compile.ts";
import { checkFile } from "../../../model/manifests/check-object.ts";
import { sameAs } from "../../../model/manifests/checks/guards.ts";
import type { ManifestFinding } from "../../../model/manifests/finding.ts";
import { readManifests } from "../../../model/manifests/read.ts";
import { checkReferences } from "../../../model/manifests/references.ts";
import type { KubeObject } from "../../../model/object.ts";
import { type ObjectRule, ownGuards, rules, settingsOf } from "../../../model/rules/index.ts";
import { defaultSettings } from "../../../model/settings.ts";
import { toYaml } from "../../../model/yaml.ts";
import { violations } from "../../support/rules.ts";
import { fixtures } from "./fixtures/all.ts";
import { casesOf, elsewhere } from "./fixtures/cases.ts";
import type { Fixture } from "./fixtures/fixture.ts";

const compiled = compile(goserver, defaultSettings);
const guardsFor = (rule: ObjectRule) => ({
  ...ownGuards,
  settings: settingsOf(fixtures[rule.id]?.settings),
  levels: { ...Object.fromEntries(rules.map(({ id }) => [id, "off"] as const)), [rule.id]: "deny" as const },
});

/** What the program's own check says when it stands among a pipeline's objects. */
function atPreview(rule: ObjectRule, object: object): boolean {
  const delivery = { ...compiled.delivery, warehouses: [object as KubeObject] };
  const problems = checkCompiled({ ...compiled, delivery, environments: [] }, guardsFor(rule));
  return problems.length > 0;
}

async function inThePack(rule: ObjectRule, object: object): Promise<boolean> {
  const { apiVersion, kind } = object as KubeObject;
  const type = `kubernetes:${apiVersion === "v1" ? "core/v1" : apiVersion}:${kind}`;
  return (await violations(rule, type, object, fixtures[rule.id]?.settings)).length > 0;
}

function bySlipwayCheck(rule: ObjectRule, object: object): readonly ManifestFinding[] {
  const settings = { kargo: "1.11.2", enterprise: false, protectedStages: [], guards: guardsFor(rule) };
  const read = readManifests("a.yaml", toYaml([object as KubeObject]), false);
  const together = checkReferences({ objects: read.objects, incomplete: false }, settings);
  return [...checkFile(read, settings), ...together].filter(({ severity }) => severity !== "note");
}

describe.each(rules.map((rule) => [rule.id, rule] as const))(
  "%s gets the same verdict of the same objects",
  (id, rule) => {
    const cases = casesOf(fixtures[id] as Fixture);
    const expected = Object.fromEntries(cases.map(({ what, verdict }) => [what, verdict === "wrong"]));
    const { preview, pack, check } = rule.backEnds;

    test.runIf(preview === "here")("at preview", () => {
      expect(Object.fromEntries(cases.map(({ what, object }) => [what, atPreview(rule, object)]))).toEqual(expected);
    });

    test.runIf(pack === "here")("in the policy pack", async () => {
      const verdicts = await Promise.all(cases.map(async ({ what, object }) => [what, await inThePack(rule, object)]));
      expect(Object.fromEntries(verdicts)).toEqual(expected);
    });

    test.runIf(check === "here")("by slipway check", () => {
      const isOwn = ({ rule: by }: ManifestFinding) => by === id || sameAs[id]?.includes(by) === true;
      const verdicts = cases.map(({ what, sort, object }) => {
        const errors = bySlipwayCheck(rule, object).filter(({ severity }) => severity === "error");
        // what no object of a kind can be without the schemas tell, and not the rule again
        const bySchema = sort === "field absent" && expected[what] === true && errors.length > 0;
        return [what, errors.some(isOwn) || bySchema];
      });
      expect(Object.fromEntries(verdicts)).toEqual(expected);
    });
  },
);

describe.each(rules.map((rule) => [rule.id, rule] as const))("the fixtures of %s", (id, rule) => {
  const { passes, fails, boundary, absent, judged } = fixtures[id] as Fixture;

  test("are of every sort, or say why one can't be", () => {
    expect(Object.keys(passes).length).toBeGreaterThan(0);
    expect(judged.length).toBeGreaterThan(0);
    for (const sort of [fails, boundary, absent])
      if ("none" in sort && typeof sort.none === "string") expect(sort.none).toMatch(/^\S.{20,}[^.]$/);
      else expect(Object.keys(sort).length).toBeGreaterThan(0);
  });

  test("are at the boundary where they say so: right beside wrong", () => {
    if ("none" in boundary) return;
    for (const [right, wrong] of boundary) {
      expect(Object.keys(passes)).toContain(right);
      expect(Object.keys(fails)).toContain(wrong);
    }
  });

  test("are of the kinds that the rule judges, and of others", () => {
    const kinds = rule.kinds.map(({ apiVersion, kind }) => `${apiVersion} ${kind}`);
    for (const { sort, object } of casesOf(fixtures[id] as Fixture)) {
      const { apiVersion, kind } = object as KubeObject;
      if (sort === "other kind") expect(apiVersion).toBe(elsewhere);
      else expect(kinds).toContain(`${apiVersion} ${kind}`);
    }
  });
});
