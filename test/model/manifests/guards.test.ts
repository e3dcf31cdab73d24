import { describe, expect, test } from "vitest";
import { checkFile } from "../../../model/manifests/check-object.ts";
import { readManifests } from "../../../model/manifests/read.ts";
import { checkReferences } from "../../../model/manifests/references.ts";
import type { CheckSettings } from "../../../model/manifests/settings.ts";
import { catalogue, guardsOf } from "../../../model/rules/index.ts";

const warehouse = `apiVersion: kargo.akuity.io/v1alpha1
kind: Warehouse
metadata: {name: main, namespace: demo}
spec: {subscriptions: [{image: {repoURL: docker.io/acme/app, imageSelectionStrategy: Digest, constraint: latest}}]}
`;
const stage = (name: string, sources: string, steps: string, labels = "{}") => `---
apiVersion: kargo.akuity.io/v1alpha1
kind: Stage
metadata: {name: ${name}, namespace: demo, labels: ${labels}}
spec:
  requestedFreight: [{origin: {kind: Warehouse, name: main}, sources: ${sources}}]
  promotionTemplate: {spec: {steps: [${steps}]}}
`;
const config = (name: string) => `---
apiVersion: kargo.akuity.io/v1alpha1
kind: ProjectConfig
metadata: {name: demo, namespace: demo}
spec: {promotionPolicies: [{stageSelector: {name: "${name}"}, autoPromotionEnabled: true}]}
`;
const push =
  "{uses: git-clone, config: {repoURL: 'https://github.com/acme/app', checkout: [{path: ./out}]}}, {uses: git-push, config: {path: ./out}}";
const label = '{slipway.dev/protected: "true"}';
const dev = stage("dev", "{direct: true}", push);
const guards = (value: unknown) =>
  guardsOf(
    value,
    catalogue.map(({ id }) => id),
  ).guards;

/** What guard rules say, and where. */
function said(text: string, settings: Partial<CheckSettings> = {}): string[] {
  const known = { kargo: "1.11.2", enterprise: false, ...settings };
  const read = readManifests("a.yaml", text, false);
  return [...checkFile(read, known), ...checkReferences({ objects: read.objects, incomplete: false }, known)]
    .filter(({ rule }) => /^G\d\d$/.test(rule) || rule === "open-project")
    .map(({ severity, rule, path }) => `${severity} ${rule} ${path}`);
}

describe("a Stage that is only named like a protected one", () => {
  test("is told that it skips Stages, as a warning, and nothing else", () => {
    expect(said(warehouse + stage("prod", "{direct: true}", push))).toEqual([
      "warning G01 Stage/prod spec.requestedFreight[0].sources.direct",
    ]);
    expect(said(warehouse + dev + stage("production-eu", "{stages: [dev]}", push) + config("production-eu"))).toEqual(
      [],
    );
  });

  test("is protected when the command line says so, at each rule's level", () => {
    const text = warehouse + dev + stage("prod", "{stages: [dev]}", push) + config("prod");
    expect(said(text, { protectedStages: ["prod"] })).toEqual([
      "error G06 Stage/prod spec.promotionTemplate.spec.steps",
      "warning G10 Stage/prod spec.promotionTemplate.spec.steps",
      "warning G05 Stage/dev spec",
      "error G07 ProjectConfig/demo spec.promotionPolicies[0].autoPromotionEnabled",
    ]);
  });

  test("isn't protected when the command line names others", () => {
    expect(said(warehouse + stage("prod", "{direct: true}", push), { protectedStages: ["live"] })).toEqual([]);
  });
});

test("a label protects, also against a policy in another manifest", () => {
  const text = warehouse + dev + stage("live", "{stages: [dev]}", push, label) + config("glob:l*");
  expect(said(text)).toEqual([
    "error G06 Stage/live spec.promotionTemplate.spec.steps",
    "warning G10 Stage/live spec.promotionTemplate.spec.steps",
    "warning G05 Stage/dev spec",
    "error G07 ProjectConfig/demo spec.promotionPolicies[0].autoPromotionEnabled",
  ]);
});

describe("a file of settings", () => {
  test("has every rule asked, also those about what isn't protected", () => {
    expect(said(warehouse + dev, { guards: guards({}) })).toEqual([
      "warning G19 Warehouse/main spec.subscriptions[0].image.imageSelectionStrategy",
      "warning G19 Warehouse/main spec.subscriptions[0].image.constraint",
    ]);
    expect(said(warehouse + dev)).toEqual([]);
  });

  test("sets levels and names what must hold", () => {
    const text = warehouse + dev + stage("live", "{stages: [dev]}", push);
    const given = guards({
      protectedStages: ["live"],
      minimumSoak: "24h",
      verifiedStages: ["dev"],
      levels: { G06: "off", G10: "deny", G19: "audit" },
    });
    expect(said(text, { guards: given })).toEqual([
      "note G19 Warehouse/main spec.subscriptions[0].image.imageSelectionStrategy",
      "note G19 Warehouse/main spec.subscriptions[0].image.constraint",
      "error G04 Stage/live spec.requestedFreight[0].sources",
      "error G10 Stage/live spec.promotionTemplate.spec.steps",
      "warning G05 Stage/dev spec",
      "error G29 Stage/dev spec.promotionTemplate.spec.steps[1]",
      "error G29 Stage/live spec.promotionTemplate.spec.steps[1]",
    ]);
  });
});

test("an open AppProject is told once, by the rule where it matters more, though an older check knows of it too", () => {
  const project = (labels: string) => `apiVersion: argoproj.io/v1alpha1
kind: AppProject
metadata: {name: demo, namespace: argocd, labels: ${labels}}
spec: {sourceRepos: ["*"], destinations: [{server: "*", namespace: "*"}]}
`;
  expect(said(project(label))).toEqual([
    "error G27 AppProject/demo spec.sourceRepos[0]",
    "error G27 AppProject/demo spec.destinations[0]",
  ]);
  expect(said(project("{}"))).toEqual([]);
  expect(said(project(label), { guards: { ...guards({}), levels: { G27: "warn" } } })).toEqual([
    "warning open-project AppProject/demo spec.sourceRepos[0]",
    "warning open-project AppProject/demo spec.destinations[0]",
  ]);
});
