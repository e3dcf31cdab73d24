import { unknownCheckingProxy } from "@pulumi/policy";
import { describe, expect, test } from "vitest";
import { noStageSkipping } from "../../model/rules/g01-no-stage-skipping.ts";
import { unknownValue } from "../../model/rules/index.ts";
import { plainObject } from "../../policies/plain-object.ts";
import { policyOf } from "../../policies/policy-of.ts";
import { unknownText, violations } from "../support/rules.ts";

const stageType = "kubernetes:kargo.akuity.io/v1alpha1:Stage";

function stage(sources: object, labels: object = { "slipway.dev/protected": "true" }): object {
  const spec = { requestedFreight: [{ origin: { kind: "Warehouse", name: "main" }, sources }] };
  return {
    apiVersion: "kargo.akuity.io/v1alpha1",
    kind: "Stage",
    metadata: { name: "prod", namespace: "goserver", labels },
    spec,
  };
}

const why =
  "Freight straight from a Warehouse was verified nowhere: `direct` makes Kargo skip every upstream Stage, its verification and its soak time. " +
  "Feed it from an upstream Stage instead, or don't protect it. [G01]";

describe("the policy of G01", () => {
  test("is mandatory and carries id, level and remedy", () => {
    const { validateResource: _, ...facts } = policyOf(noStageSkipping);
    expect(facts).toEqual({
      name: "g01-no-stage-skipping",
      description: "A protected Stage never takes Freight straight from a Warehouse",
      enforcementLevel: "mandatory",
      severity: "critical",
      remediationSteps: "Feed it from an upstream Stage instead, or don't protect it",
      configSchema: {
        properties: {
          protectedStages: { type: "array", items: { type: "string" }, default: [] },
          exceptions: { type: "array", items: { type: "object" }, default: [] },
        },
      },
    });
  });

  test("lets a protected Stage take Freight from an upstream Stage", async () => {
    expect(await violations(noStageSkipping, stageType, stage({ stages: ["staging"] }))).toEqual([]);
  });

  test("refuses a protected Stage that takes Freight straight from a Warehouse", async () => {
    expect(await violations(noStageSkipping, stageType, stage({ direct: true }))).toEqual([
      `spec.requestedFreight[0].sources.direct: A protected Stage takes Freight straight from a Warehouse (got true). ${why}`,
    ]);
  });

  test("judges a Stage as protected when the pack's config names it", async () => {
    const open = stage({ direct: true }, {});
    expect(await violations(noStageSkipping, stageType, open)).toEqual([]);
    expect(await violations(noStageSkipping, stageType, open, { protectedStages: ["prod"] })).toHaveLength(1);
  });

  test("an unknown in a judged field is a violation, not an error that would turn the policy into advice", async () => {
    expect(await violations(noStageSkipping, stageType, stage({ direct: unknownText }))).toEqual([
      `spec.requestedFreight[0].sources.direct: A value this rule judges isn't a plain value known at preview, so the rule can't be shown to hold (got unknown). ${why}`,
    ]);
  });

  test("an unknown elsewhere doesn't matter", async () => {
    const elsewhere = { ...stage({ stages: ["staging"] }), extra: { deep: [unknownText] } };
    expect(await violations(noStageSkipping, stageType, elsewhere)).toEqual([]);
  });

  test("leaves other kinds alone", async () => {
    expect(
      await violations(noStageSkipping, "kubernetes:argoproj.io/v1alpha1:Application", stage({ direct: true })),
    ).toEqual([]);
  });
});

test("a view of a resource becomes plain, with a marker for each unknown", () => {
  const view = unknownCheckingProxy({ a: [1, unknownText, { b: null }], c: unknownText, d: "text" });
  expect(plainObject(view)).toEqual({ a: [1, unknownValue, { b: null }], c: unknownValue, d: "text" });
});
