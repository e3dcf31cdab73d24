import { describe, expect, test } from "vitest";
import { goserver } from "../../../apps/goserver/pipeline.ts";
import { checkCompiled } from "../../../model/check-compiled.ts";
import type { CompiledEnvironment, CompiledTarget } from "../../../model/compile/compiled.ts";
import { compile } from "../../../model/compile.ts";
import { protectedLabel } from "../../../model/keys.ts";
import { checkFile } from "../../../model/manifests/check-object.ts";
import { sameAs } from "../../../model/manifests/checks/guards.ts";
import type { ManifestFinding } from "../../../model/manifests/finding.ts";
import { readManifests } from "../../../model/manifests/read.ts";
import { checkReferences } from "../../../model/manifests/references.ts";
import type { KubeObject } from "../../../model/object.ts";
import { type Exception, readExceptions } from "../../../model/rules/exceptions.ts";
import { catalogue, ownGuards, type Rule, settingsOf } from "../../../model/rules/index.ts";
import { defaultSettings } from "../../../model/settings.ts";
import { timestamp } from "../../../model/timestamp.ts";
import { toYaml } from "../../../model/yaml.ts";
import { violationsInStack } from "../../support/rules.ts";
import { fixtures } from "./fixtures/all.ts";
import { casesOf, elsewhere, failsOf } from "./fixtures/cases.ts";
import type { Fixture } from "./fixtures/fixture.ts";

const compiled = compile(goserver, defaultSettings);
const judging = catalogue.filter((rule) => rule.check !== undefined || rule.checkAmong !== undefined);
const fixtureOf = ({ id }: Rule) => fixtures[id] as Fixture;
const besides = (rule: Rule, object: object) =>
  [object, ...(fixtureOf(rule).among ?? [])] as [KubeObject, ...KubeObject[]];
const guardsFor = (rule: Rule, exceptions: readonly Exception[] = []) => ({
  ...ownGuards,
  exceptions,
  settings: settingsOf(fixtureOf(rule).settings),
  levels: { ...Object.fromEntries(catalogue.map(({ id }) => [id, "off"] as const)), [rule.id]: "deny" as const },
});

/** What the program's own check says when an object stands among a pipeline's. */
function atPreview(rule: Rule, object: object, exceptions?: readonly Exception[]): boolean {
  const [first, ...others] = besides(rule, object);
  const stages = others.filter(({ kind }) => kind === "Stage");
  const delivery = {
    ...compiled.delivery,
    warehouses: [first],
    promotionTasks: others.filter((o) => !stages.includes(o)),
  };
  const [environment] = compiled.environments as [CompiledEnvironment];
  const [target] = environment.targets as [CompiledTarget];
  const { namespace: _namespace, appProject: _project, application: _application, ...bare } = target;
  // the definition says what is protected, and not a label
  const environments = [...stages, ...(first.kind === "Stage" ? [first] : [])].map((stage) => ({
    ...environment,
    protected: stage.metadata.labels?.[protectedLabel] === "true",
    targets: [{ ...bare, analysisTemplates: [], stage, stageName: stage.metadata.name }],
  }));
  const problems = checkCompiled({ ...compiled, delivery, environments }, guardsFor(rule, exceptions));
  return problems.some(({ path }) => path.startsWith(`goserver ${first.kind}/${first.metadata.name} `));
}

function bySlipwayCheck(rule: Rule, object: object, exceptions?: readonly Exception[]): readonly ManifestFinding[] {
  const settings = { kargo: "1.11.2", enterprise: false, protectedStages: [], guards: guardsFor(rule, exceptions) };
  const objects = besides(rule, object);
  const read = readManifests("a.yaml", toYaml(objects), false);
  const together = checkReferences({ objects: read.objects, incomplete: false }, settings);
  const [{ kind, metadata }] = objects;
  return [...checkFile(read, settings), ...together].filter(
    ({ path, severity }) => path.startsWith(`${kind}/${metadata.name}`) && severity === "error",
  );
}

describe.each(judging.map((rule) => [rule.id, rule] as const))(
  "%s gets the same verdict of the same objects",
  (id, rule) => {
    const cases = casesOf(fixtures[id] as Fixture);
    const expected = Object.fromEntries(cases.map(({ what, verdict }) => [what, verdict === "wrong"]));
    const { preview, pack, check } = rule.backEnds;

    test.runIf(preview === "here")("at preview", () => {
      expect(Object.fromEntries(cases.map(({ what, object }) => [what, atPreview(rule, object)]))).toEqual(expected);
    });

    test.runIf(pack === "here")("in the policy pack", async () => {
      const { settings } = fixtureOf(rule);
      const verdicts = await Promise.all(
        cases.map(async ({ what, object }) => {
          const said = await violationsInStack(rule, besides(rule, object), settings);
          return [what, said.length > 0];
        }),
      );
      expect(Object.fromEntries(verdicts)).toEqual(expected);
    });

    test.runIf(check === "here")("by slipway check", () => {
      const isOwn = ({ rule: by }: ManifestFinding) => by === id || sameAs[id]?.includes(by) === true;
      const verdicts = cases.map(({ what, sort, object }) => {
        const errors = bySlipwayCheck(rule, object);
        // what no object of a kind can be without the schemas tell, and not the rule again
        const bySchema = sort === "field absent" && expected[what] === true && errors.length > 0;
        return [what, errors.some(isOwn) || bySchema];
      });
      expect(Object.fromEntries(verdicts)).toEqual(expected);
    });
  },
);

/** The first object that fails, where an exception can name it. */
function exceptionFrom(rule: Rule) {
  const [[object] = []] = Object.values(failsOf(fixtureOf(rule)));
  const { kind, metadata } = (object ?? {}) as Partial<KubeObject>;
  const now = new Date();
  const expires = timestamp(new Date(now.getTime() + 3_600_000));
  const exception = {
    rule: rule.id,
    target: `${kind}/${metadata?.name}`,
    reason: "INC-42",
    approver: "alice",
    expires,
  };
  const ids = catalogue.map(({ id }) => id);
  const { exceptions } = readExceptions([exception], ids, now);
  return exceptions.length === 0 || object === undefined ? undefined : { object, exceptions };
}

describe("an exception sets a rule aside for its object, in every place alike:", () => {
  const excepted = judging.flatMap((rule) => {
    const found = exceptionFrom(rule);
    return found === undefined ? [] : [{ id: rule.id, rule, ...found }];
  });

  test("all rules but those about kinds that no exception names", () => {
    const left = judging.filter(({ id }) => !excepted.some((each) => each.id === id)).map(({ id }) => id);
    // of G38 nothing fails by what it holds
    expect(left).toEqual(["G13", "G14", "G38"]);
  });

  test.each(excepted)("$id", async ({ rule, object, exceptions }) => {
    const { preview, pack, check } = rule.backEnds;
    if (preview === "here") expect(atPreview(rule, object, exceptions)).toBe(false);
    if (check === "here") {
      const isOwn = ({ rule: by }: ManifestFinding) => by === rule.id || sameAs[rule.id]?.includes(by) === true;
      expect(bySlipwayCheck(rule, object, exceptions).filter(isOwn)).toEqual([]);
    }
    const config = { ...fixtureOf(rule).settings, exceptions };
    if (pack === "here") expect(await violationsInStack(rule, besides(rule, object), config)).toEqual([]);
  });
});

describe.each(judging.map((rule) => [rule.id, rule] as const))("the fixtures of %s", (id, rule) => {
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
