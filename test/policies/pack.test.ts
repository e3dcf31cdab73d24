import { describe, expect, test } from "vitest";
import { levels, rules } from "../../model/rules/index.ts";
import { policyOf } from "../../policies/policy-of.ts";
import { fixtures } from "../model/rules/fixtures/all.ts";
import { failsOf } from "../model/rules/fixtures/cases.ts";
import type { Fixture } from "../model/rules/fixtures/fixture.ts";
import { replaced } from "../support/replaced.ts";
import { unknownText, violations } from "../support/rules.ts";

test("one level is called so in each place", () => {
  expect(levels).toEqual({
    off: { pack: "disabled", apiServer: [] },
    audit: { pack: "advisory", apiServer: ["Audit"] },
    warn: { pack: "advisory", apiServer: ["Warn", "Audit"] },
    deny: { pack: "mandatory", apiServer: ["Deny", "Audit"] },
  });
});

describe.each(rules.map((rule) => [rule.id, rule] as const))("the policy of %s", (id, rule) => {
  const { passes, judged, settings = {} } = fixtures[id] as Fixture;
  const fails = failsOf(fixtures[id] as Fixture);
  const typeOf = ({ apiVersion, kind }: { apiVersion: string; kind: string }) =>
    `kubernetes:${apiVersion === "v1" ? "core/v1" : apiVersion}:${kind}`;
  const said = (object: object) =>
    violations(rule, typeOf(object as { apiVersion: string; kind: string }), object, settings);

  test("has the level and remedy of its rule, and a schema for what the rule reads", () => {
    const { enforcementLevel, remediationSteps, configSchema } = policyOf(rule);
    expect({ enforcementLevel, remediationSteps, names: Object.keys(configSchema?.properties ?? {}) }).toEqual({
      enforcementLevel: levels[rule.level].pack,
      remediationSteps: rule.fix,
      names: [...new Set(["protectedStages", ...rule.settings, "exceptions"])],
    });
  });

  test("says what the rule says", async () => {
    for (const object of Object.values(passes)) expect(await said(object)).toEqual([]);
    for (const [object, ...findings] of Object.values(fails))
      expect(await said(object)).toEqual(
        findings.map(([at, message, got]) => `${at}: ${message} (got ${got}). ${rule.why}. ${rule.fix}. [${id}]`),
      );
  });

  test.each(judged)("refuses at preview what isn't known yet: %s", async (at) => {
    const [object] = Object.values(passes);
    expect(await said(replaced(object, at, unknownText))).toContainEqual(expect.stringContaining("(got unknown)"));
  });

  test("leaves other kinds alone", async () => {
    for (const [object] of Object.values(fails))
      expect(await violations(rule, "kubernetes:core/v1:ConfigMap", object, settings)).toEqual([]);
  });
});
