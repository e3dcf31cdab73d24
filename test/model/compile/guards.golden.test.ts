import { describe, expect, test } from "vitest";
import { goserver } from "../../../apps/goserver/pipeline.ts";
import { guardPolicies } from "../../../model/compile/guard-policy.ts";
import { guardObjects } from "../../../model/compile/guards.ts";
import { compile } from "../../../model/compile.ts";
import { noStageSkipping } from "../../../model/rules/g01-no-stage-skipping.ts";
import { minimumSoak } from "../../../model/rules/g04-minimum-soak.ts";
import { fourEyes } from "../../../model/rules/g14-four-eyes.ts";
import { ownGuards, settingsOf } from "../../../model/rules/index.ts";
import { defaultSettings } from "../../../model/settings.ts";
import { toYaml } from "../../../model/yaml.ts";
import { expectGolden } from "../../support/golden.ts";

const compiled = compile(goserver, defaultSettings);

test("goserver's guards compile to the golden file", () => {
  expectGolden("goserver-guards/guards.yaml", toYaml(guardObjects(compiled)));
});

describe("a rule becomes no policy", () => {
  test.each([
    ["where the API server can't hold it", fourEyes, settingsOf(), "deny"],
    ["where the settings ask for nothing", minimumSoak, settingsOf(), "deny"],
    ["at level off", noStageSkipping, settingsOf(), "off"],
  ] as const)("%s", (_what, rule, settings, level) => {
    expect(guardPolicies(rule, settings, level, () => ({ name: "a" }))).toEqual([]);
  });
});

test.each([
  ["audit", ["Audit"]],
  ["warn", ["Warn", "Audit"]],
  ["deny", ["Deny", "Audit"]],
] as const)("level %s decides what the binding does", (level, actions) => {
  const [, binding] = guardPolicies(noStageSkipping, settingsOf(), level, () => ({ name: "a" }));
  expect(binding?.spec).toEqual({
    policyName: `slipway.a.g01.stages${level === "deny" ? "" : `.${level}`}`,
    validationActions: actions,
  });
});

test("a team's settings and levels count, and a name can't break out of its text", () => {
  const levels = { G01: "off", G18: "warn" } as const;
  const settings = settingsOf({ minimumSoak: "24h", protectedStages: ['"] || true || "'] });
  const objects = guardObjects(compiled, { ...ownGuards, settings, levels });
  const ids = objects.filter(({ kind }) => kind === "ValidatingAdmissionPolicy").map(({ metadata }) => metadata.name);
  expect(ids).toEqual(expect.arrayContaining(["slipway.goserver.prod.stages", "slipway.goserver.prod.stages.warn"]));
  const said = (name: string) =>
    objects
      .filter(({ kind, metadata }) => kind === "ValidatingAdmissionPolicy" && metadata.name === name)
      .flatMap(({ spec }) => (spec as { validations: { message: string }[] }).validations)
      .map(({ message }) => message.slice(0, 3));
  expect(said("slipway.goserver.prod.stages")).toEqual(expect.arrayContaining(["G04"]));
  expect(said("slipway.goserver.prod.stages")).not.toContain("G01");
  expect(said("slipway.goserver.prod.stages.warn")).toEqual(expect.arrayContaining(["G10", "G18"]));
  const [policy] = objects.filter(({ metadata }) => metadata.name === "slipway.goserver.prod.stages");
  expect(JSON.stringify(policy?.spec)).toContain(JSON.stringify('in ["\\"] || true || \\"", "prod"]').slice(1, -1));
});
