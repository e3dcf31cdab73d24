import { expect, test } from "vitest";
import { found } from "../said.ts";

const steps = "promotionTemplate: {spec: {steps: [{uses: fail}]}}";
const stage = (name: string, sources: string, rest = steps) =>
  `apiVersion: kargo.akuity.io/v1alpha1\nkind: Stage\nmetadata: {name: ${name}, namespace: demo}\nspec:\n  requestedFreight: [{origin: {kind: Warehouse, name: main}, sources: {${sources}}}]\n  ${rest}\n`;
const pipeline = (prod: string, uat = steps) =>
  [
    "apiVersion: kargo.akuity.io/v1alpha1\nkind: Warehouse\nmetadata: {name: main, namespace: demo}\nspec: {subscriptions: [{image: {repoURL: acme/app}}]}\n",
    stage("test", "direct: true"),
    stage("load", "stages: [test]"),
    stage("uat", "stages: [test]", uat),
    stage("live", prod),
  ].join("---\n");
const passed = {
  rule: "soak-after-control-flow",
  path: "Stage/live spec.requestedFreight[0].sources.requiredSoakTime",
  message: "Freight passes a Stage without promotionTemplate and never soaks there, so this wait never ends",
  fix: "Name the Stages before it, or give it a promotionTemplate",
};

test.each<[string, string, object[]]>([
  [
    "all of several, one hop behind where Freight soaked too",
    pipeline("stages: [load, uat], availabilityStrategy: All, requiredSoakTime: 1h"),
    [
      {
        rule: "soak-with-all",
        path: "Stage/live spec.requestedFreight[0].sources.availabilityStrategy",
        message:
          "With All and a soak time Kargo never offers Freight that soaked further upstream too, here in test: it is never promoted by itself, nor shown to choose",
        got: '"All" with requiredSoakTime "1h"',
        fix: "Gather the Freight in a Stage that promotes by itself with a step that does nothing (compose-output), and let this Stage follow that one",
      },
    ],
  ],
  ["all of several without a wait", pipeline("stages: [load, uat], availabilityStrategy: All"), []],
  ["one of several", pipeline("stages: [load, uat], requiredSoakTime: 1h"), []],
  [
    "behind a Stage that Freight only passes",
    pipeline("stages: [uat], requiredSoakTime: 1h", ""),
    [{ ...passed, got: '"1h" after uat' }],
  ],
  ["the same without a length", pipeline("stages: [uat], requiredSoakTime: 0s", ""), []],
  ["behind one of two that Freight only passes", pipeline("stages: [load, uat], requiredSoakTime: 1h", ""), []],
])("a soak time: %s", (_, text, findings) => {
  expect(
    found(text).map(({ rule, path, message, got, fix, severity }) => {
      expect(severity).toBe("warning");
      return { rule, path, message, got, fix };
    }),
  ).toEqual(findings);
});
