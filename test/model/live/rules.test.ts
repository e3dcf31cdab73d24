import { expect, test } from "vitest";
import { unreadFindings } from "../../../model/live/check-live.ts";
import type { LiveObject } from "../../../model/live/live-object.ts";
import { guardsFrom, lines, prod, told } from "./sample.ts";

const direct: LiveObject = {
  ...prod,
  metadata: { name: "prod", namespace: "goserver" },
  spec: { requestedFreight: [{ origin: { kind: "Warehouse", name: "main" }, sources: { direct: true } }] },
};
const skips =
  "Stage/goserver/prod spec.requestedFreight[0].sources.direct: A protected Stage takes Freight straight from a Warehouse (got true). Feed it from an upstream Stage instead, or don't protect it. [G01]";

test("a Stage of anybody's is protected by settings, by the command line or by its label; by its name it is a guess", () => {
  expect(told([direct])).toEqual([`warning ${skips}`]);
  expect(told([direct], { protectedStages: ["prod"] })).toEqual([`error ${skips}`]);
  expect(told([direct], { guards: guardsFrom({ protectedStages: ["prod"] }) })).toEqual([`error ${skips}`]);
  expect(told([{ ...direct, metadata: prod.metadata }])).toEqual([`error ${skips}`]);
  expect(told([direct], { protectedStages: ["live"] })).toEqual([]);
  expect(told([{ ...direct, metadata: { name: "dev", namespace: "goserver" } }])).toEqual([]);
});

test("levels and exceptions count: off says nothing, an exception makes a note of it", () => {
  const asked = (guards: object) => told([{ ...direct, metadata: prod.metadata }], { guards: guardsFrom(guards) });
  expect(asked({ levels: { G01: "off" } })).toEqual([]);
  expect(asked({ levels: { G01: "audit" } })).toEqual([`note ${skips}`]);
  const exception = { rule: "G01", target: "Stage/prod", reason: "a fix", approver: "alice" };
  expect(asked({ exceptions: [{ ...exception, expires: "2026-11-22T12:00:00Z" }] })).toEqual([
    "note Stage/goserver/prod spec.requestedFreight[0].sources.direct: A protected Stage takes Freight straight from a Warehouse (got true). G01 is set aside for Stage/prod until 2026-11-22T12:00:00Z by alice: a fix. [G01]",
  ]);
});

test("rules that judge every object are asked of Slipway's own Projects, and of others with a file of settings", () => {
  const warehouse: LiveObject = {
    apiVersion: "kargo.akuity.io/v1alpha1",
    kind: "Warehouse",
    metadata: { name: "main", namespace: "goserver" },
    spec: {
      subscriptions: [{ image: { repoURL: "acme/app", imageSelectionStrategy: "Digest", constraint: "latest" } }],
    },
  };
  expect(told([warehouse])).toEqual([]);
  expect(told([warehouse], { guards: guardsFrom({}) })).toHaveLength(2);
});

test("approvals by hand and policies with labels are judged by what the cluster has", () => {
  const freight: LiveObject = {
    apiVersion: "kargo.akuity.io/v1alpha1",
    kind: "Freight",
    metadata: {
      name: "f",
      namespace: "goserver",
      managedFields: [
        {
          manager: "kubectl",
          subresource: "status",
          time: "2026-11-21T11:00:00Z",
          fieldsV1: { "f:status": { "f:approvedFor": { "f:prod": {} } } },
        },
      ],
    },
    status: { approvedFor: { prod: {}, dev: {} } },
  };
  expect(told([prod, freight])).toEqual([
    "error Freight/goserver/f status.approvedFor.prod: This Freight is approved by hand for a protected Stage (got prod, by kubectl at 2026-11-21T11:00:00Z). Let the Freight pass its upstream Stages. [G11]",
  ]);
  const policy = (labels: Record<string, string>): LiveObject => ({
    apiVersion: "kargo.akuity.io/v1alpha1",
    kind: "ProjectConfig",
    metadata: { name: "goserver", namespace: "goserver" },
    spec: { promotionPolicies: [{ stageSelector: { matchLabels: labels }, autoPromotionEnabled: true }] },
  });
  const stage = {
    ...prod,
    spec: { ...(prod["spec"] as object), promotionTemplate: { spec: { steps: [{ uses: "argocd-update" }] } } },
  };
  expect(told([stage, policy({ tier: "dev" })])).toEqual([]);
  expect(told([stage, policy({ "slipway.dev/protected": "true" })])).toEqual([
    "error ProjectConfig/goserver/goserver spec.promotionPolicies[0].autoPromotionEnabled: This policy promotes prod automatically (got true). Write autoPromotionEnabled: false for it, in the first policy that selects it. [G07]",
  ]);
});

test("the first policy that selects a Stage decides, and none promotes a Stage without steps", () => {
  const steps = { promotionTemplate: { spec: { steps: [{ uses: "argocd-update" }] } } };
  const stage = { ...prod, spec: { ...(prod["spec"] as object), ...steps } };
  const policies = (...names: readonly (readonly [string, boolean])[]): LiveObject => ({
    apiVersion: "kargo.akuity.io/v1alpha1",
    kind: "ProjectConfig",
    metadata: { name: "goserver", namespace: "goserver" },
    spec: {
      promotionPolicies: names.map(([name, enabled]) => ({ stageSelector: { name }, autoPromotionEnabled: enabled })),
    },
  });
  const said = (config: LiveObject, about: LiveObject = stage) =>
    told([about, config]).filter((line) => line.endsWith("[G07]")).length;
  expect(said(policies(["prod", false], ["glob:*", true]))).toBe(0);
  expect(said(policies(["glob:*", true], ["prod", false]))).toBe(1);
  expect(said(policies(["regex:(", true]))).toBe(1);
  expect(said(policies(["glob:*", true]), prod)).toBe(0);
});

test("what couldn't be read is an error where a right is missing, and a note where there is no such kind", () => {
  const unread = [
    { kind: "Role", namespace: "goserver", isUnknown: false },
    { kind: "ConfigMap", namespace: "goserver", isUnknown: false },
    { kind: "Secret", namespace: "goserver", isUnknown: false },
    { kind: "AnalysisTemplate", isUnknown: true },
    { kind: "ClusterAnalysisTemplate", isUnknown: true },
    { kind: "Namespace", isUnknown: false },
  ];
  expect(lines(unreadFindings(unread, "the cluster"))).toEqual([
    "error These can't be read in namespace goserver, so nothing is said about them (got ConfigMap, Role). Ask whoever runs the cluster for the verb list on them. [not-read]",
    "note These can't be read in namespace goserver, so nothing is said about them (got Secret). Ask whoever runs the cluster for the verb list on them. [not-read]",
    "error These can't be read, so nothing is said about them (got Namespace). Ask whoever runs the cluster for the verb list on them. [not-read]",
    "note This cluster doesn't know these kinds, so nothing is said about them (got AnalysisTemplate, ClusterAnalysisTemplate). Nothing to do, if that is meant. [not-read]",
  ]);
});
