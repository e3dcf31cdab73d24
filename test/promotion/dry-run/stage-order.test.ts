import { expect, test } from "vitest";
import type { Stage } from "../../../model/kinds/stage.gen.ts";
import { stagesBelow } from "../../../promotion/dry-run/stage-order.ts";

function stage(name: string, ...from: readonly string[]): Stage {
  const sources = from.length === 0 ? { direct: true } : { stages: [...from] };
  const requestedFreight = [{ origin: { kind: "Warehouse", name: "main" } as const, sources }];
  return {
    apiVersion: "kargo.akuity.io/v1alpha1",
    kind: "Stage",
    metadata: { name, namespace: "demo" },
    spec: { requestedFreight },
  };
}

test.each<[string, readonly Stage[], string, readonly string[]]>([
  [
    "a line, whatever order it is written in",
    [stage("prod", "staging"), stage("dev"), stage("staging", "dev")],
    "dev",
    ["dev", "staging", "prod"],
  ],
  [
    "from the middle",
    [stage("dev"), stage("staging", "dev"), stage("prod", "staging")],
    "staging",
    ["staging", "prod"],
  ],
  [
    "one that waits for two comes after both",
    [stage("join", "b", "a"), stage("a", "dev"), stage("b", "a"), stage("dev")],
    "dev",
    ["dev", "a", "b", "join"],
  ],
  [
    "an upstream that isn't reached doesn't count",
    [stage("dev"), stage("other"), stage("prod", "dev", "other")],
    "dev",
    ["dev", "prod"],
  ],
  ["a circle ends", [stage("a", "b"), stage("b", "a")], "a", ["a", "b"]],
])("%s", (_, stages, first, expected) => {
  expect(stagesBelow(stages, first, "main").map(({ metadata }) => metadata.name)).toEqual(expected);
});

test("Freight of another origin goes another way", () => {
  expect(
    stagesBelow([stage("dev"), stage("prod", "dev")], "dev", "other").map(({ metadata }) => metadata.name),
  ).toEqual(["dev"]);
});
