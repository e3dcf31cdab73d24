import { expect, test } from "vitest";
import { inOrder, mergedOrder, type StackRole } from "../../model/stack-order.ts";

const stack = (name: string, role: StackRole = "environment", environment = name) => ({ name, role, environment });

test("stacks come up by role, environments in promotion order, those that no definition has last", () => {
  const stacks = [
    stack("canary"),
    stack("dev"),
    stack("acme-prod", "environment", "prod"),
    stack("delivery", "delivery"),
    stack("old"),
    stack("hub", "source"),
    stack("prod"),
    stack("cluster", "platform"),
    stack("staging"),
  ];
  expect(inOrder(stacks, ["dev", "staging", "prod"]).map(({ name }) => name)).toEqual([
    "cluster",
    "hub",
    "delivery",
    "dev",
    "staging",
    "acme-prod",
    "prod",
    "canary",
    "old",
  ]);
});

test.each([
  ["one pipeline", [["dev", "staging", "prod"]], ["dev", "staging", "prod"]],
  [
    "a pipeline with a Stage more",
    [
      ["dev", "prod"],
      ["dev", "staging", "prod"],
    ],
    ["dev", "staging", "prod"],
  ],
  [
    "a pipeline with a Stage before",
    [
      ["staging", "prod"],
      ["dev", "staging"],
    ],
    ["dev", "staging", "prod"],
  ],
  [
    "pipelines with nothing in common",
    [
      ["dev", "prod"],
      ["test", "live"],
    ],
    ["dev", "prod", "test", "live"],
  ],
  [
    "a contradiction: the first is followed",
    [
      ["a", "b"],
      ["b", "a"],
    ],
    ["a", "b"],
  ],
  ["no pipeline", [], []],
])("the orders of %s become one", (_what, pipelines, merged) => {
  expect(mergedOrder(pipelines)).toEqual(merged);
});
