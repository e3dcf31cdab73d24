import { describe, expect, test } from "vitest";
import type { KubeObject } from "../../model/object.ts";
import { catalogue, levels, type ObjectRule } from "../../model/rules/index.ts";
import { policyOf } from "../../policies/policy-of.ts";
import { policyTogether } from "../../policies/policy-together.ts";
import { fixtures } from "../model/rules/fixtures/all.ts";
import { failsOf } from "../model/rules/fixtures/cases.ts";
import type { Fixture } from "../model/rules/fixtures/fixture.ts";
import { replaced } from "../support/replaced.ts";
import { unknownText, violationsInStack } from "../support/rules.ts";

test("one level is called so in each place", () => {
  expect(levels).toEqual({
    off: { pack: "disabled", apiServer: [] },
    audit: { pack: "advisory", apiServer: ["Audit"] },
    warn: { pack: "advisory", apiServer: ["Warn", "Audit"] },
    deny: { pack: "mandatory", apiServer: ["Deny", "Audit"] },
  });
});

const judging = catalogue.filter((rule) => rule.check !== undefined || rule.checkAmong !== undefined);

describe.each(judging.map((rule) => [rule.id, rule] as const))("the policies of %s", (id, rule) => {
  const { passes, judged, settings = {}, among = [] } = fixtures[id] as Fixture;
  const fails = failsOf(fixtures[id] as Fixture);
  const said = (object: object) => violationsInStack(rule, [object, ...among] as [KubeObject], settings);

  test("has the level and remedy of its rule, and a schema for what the rule reads", () => {
    const policy = rule.check === undefined ? policyTogether(rule) : policyOf(rule as ObjectRule);
    const { enforcementLevel, remediationSteps, configSchema } = policy;
    expect({ enforcementLevel, remediationSteps, names: Object.keys(configSchema?.properties ?? {}) }).toEqual({
      enforcementLevel: levels[rule.level].pack,
      remediationSteps: rule.fix,
      names: [...new Set(["protectedStages", ...rule.settings, "exceptions"])],
    });
  });

  test("says what the rule says", async () => {
    for (const object of Object.values(passes)) expect(await said(object)).toEqual([]);
    // what an object tells alone isn't told again by all together, in other words
    for (const [object, ...findings] of Object.values(fails))
      expect(withoutNames(await said(object))).toEqual(
        withoutNames(
          findings.map(([at, message, got]) => `${at}: ${message} (got ${got}). ${rule.why}. ${rule.fix}. [${id}]`),
        ),
      );
  });

  test.each(judged)("refuses at preview what isn't known yet: %s", async (at) => {
    const [object] = Object.values(passes);
    expect(await said(replaced(object, at, unknownText))).toContainEqual(expect.stringContaining("(got unknown)"));
  });

  test("leaves other kinds alone", async () => {
    for (const [object] of Object.values(fails))
      expect(await said({ ...object, apiVersion: "v1", kind: "ConfigMap" })).toEqual([]);
  });
});

/** Of G07, which names the Stages it knows of. */
function withoutNames(texts: readonly string[]): string[] {
  return texts.map((text) => text.replace("promotes prod, live ", "promotes prod "));
}
