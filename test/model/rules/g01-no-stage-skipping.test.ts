import { describe, expect, test } from "vitest";
import { goserver } from "../../../apps/goserver/pipeline.ts";
import { compile } from "../../../model/compile.ts";
import { noStageSkipping } from "../../../model/rules/g01-no-stage-skipping.ts";
import { catalogue, rules, settingsOf, unknownValue } from "../../../model/rules/index.ts";
import { defaultSettings } from "../../../model/settings.ts";

const labels = { "slipway.dev/protected": "true" };
const stage = (sources: unknown, metadata: unknown = { name: "prod", labels }) => ({
  metadata,
  spec: { requestedFreight: [{ origin: { kind: "Warehouse", name: "main" }, sources }] },
});
const judged = (object: unknown, protectedStages: readonly string[] = []) =>
  noStageSkipping.check(object, settingsOf({ protectedStages }));

const direct = {
  path: "spec.requestedFreight[0].sources.direct",
  message: "A protected Stage takes Freight straight from a Warehouse",
  got: "true",
};
const unseen = (path: string, got: string) => ({
  path,
  message: "A value this rule judges isn't a plain value known at preview, so the rule can't be shown to hold",
  got,
});

test("G01 is listed, with what a guard must say of itself", () => {
  const { check: _check, cel: _cel, ...facts } = noStageSkipping;
  expect(catalogue).toContain(noStageSkipping);
  expect(rules).toContain(noStageSkipping);
  expect(facts).toEqual({
    id: "G01",
    name: "no-stage-skipping",
    title: "A protected Stage never takes Freight straight from a Warehouse",
    severity: "critical",
    level: "deny",
    why: "Freight straight from a Warehouse was verified nowhere: `direct` makes Kargo skip every upstream Stage, its verification and its soak time",
    judges: "protected",
    kinds: [{ apiVersion: "kargo.akuity.io/v1alpha1", kind: "Stage" }],
    settings: ["protectedStages"],
    backEnds: { preview: "here", pack: "here", check: "here", apiServer: "here", live: "here" },
    fix: "Feed it from an upstream Stage instead, or don't protect it",
    source: "Kargo, api/v1alpha1/stage_types.go, IsFreightAvailable",
  });
});

describe("G01 lets pass", () => {
  test.each([
    ["a protected Stage with upstreams", stage({ stages: ["staging"] })],
    ["a protected Stage that says no to direct", stage({ direct: false, stages: ["staging"] })],
    ["an open Stage fed from a Warehouse", stage({ direct: true }, { name: "dev", labels: {} })],
    ["an open Stage without labels, whatever else is unknown", { metadata: { name: "dev" }, spec: unknownValue }],
    ["a label that says false", stage({ direct: true }, { name: "dev", labels: { "slipway.dev/protected": "false" } })],
  ])("%s", (_what, object) => {
    expect(judged(object)).toEqual([]);
  });

  test("every Stage the sample compiles to", () => {
    const stages = compile(goserver, defaultSettings).environments.flatMap(({ targets }) =>
      targets.map((t) => t.stage),
    );
    expect(stages.flatMap((object) => judged(object, ["prod"]))).toEqual([]);
  });
});

describe("G01 finds", () => {
  test("direct on a Stage with the label", () => {
    expect(judged(stage({ direct: true }))).toEqual([direct]);
  });

  test("direct on a Stage the settings name, label or not", () => {
    expect(judged(stage({ direct: true }, { name: "prod" }), ["prod"])).toEqual([direct]);
  });

  test("direct beside upstreams, since direct wins in Kargo", () => {
    expect(judged(stage({ direct: true, stages: ["staging"] }))).toEqual([direct]);
  });

  test("direct in any request", () => {
    const object = stage({ stages: ["staging"] });
    object.spec.requestedFreight.push({ origin: { kind: "Warehouse", name: "b" }, sources: { direct: true } });
    expect(judged(object)).toEqual([{ ...direct, path: "spec.requestedFreight[1].sources.direct" }]);
  });
});

describe("G01 counts as a violation what it can't see", () => {
  test.each([
    ["direct", stage({ direct: unknownValue }), unseen("spec.requestedFreight[0].sources.direct", "unknown")],
    ["direct of another type", stage({ direct: "true" }), unseen("spec.requestedFreight[0].sources.direct", '"true"')],
    ["sources", stage(unknownValue), unseen("spec.requestedFreight[0].sources", "unknown")],
    ["the spec", { metadata: { name: "prod", labels }, spec: unknownValue }, unseen("spec", "unknown")],
    ["requestedFreight", { metadata: { name: "prod", labels }, spec: {} }, unseen("spec.requestedFreight", "nothing")],
    ["the name", stage({}, { name: unknownValue }), unseen("metadata.name", "unknown")],
    ["the labels", stage({}, { name: "dev", labels: unknownValue }), unseen("metadata.labels", "unknown")],
    [
      "the label",
      stage({}, { name: "dev", labels: { "slipway.dev/protected": unknownValue } }),
      unseen('metadata.labels["slipway.dev/protected"]', "unknown"),
    ],
    ["the whole object", unknownValue, unseen("metadata", "unknown")],
  ])("%s", (_what, object, finding) => {
    expect(judged(object)).toEqual([finding]);
  });
});
