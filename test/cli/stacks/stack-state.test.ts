import { expect, test } from "vitest";
import { roleOf, stackState } from "../../../cli/stacks/stack-state.ts";

function resource(type: string, name: string, metadata: object, more: object = {}) {
  const inputs = { apiVersion: "kargo.akuity.io/v1alpha1", kind: type.split(":").at(-1), metadata };
  return { urn: `urn:pulumi:a::slipway::${type}::${name}`, type, custom: true, inputs, ...more };
}

const stage = resource("kubernetes:kargo.akuity.io/v1alpha1:Stage", "stage", { name: "dev", namespace: "goserver" });
const project = resource("kubernetes:kargo.akuity.io/v1alpha1:Project", "project", { name: "goserver" });
const component = { ...resource("slipway:pipeline:PipelineEnvironment", "component", {}), custom: false };
const provider = resource("pulumi:providers:kubernetes", "cluster", {});

test("a stack's state tells its Stages and Projects, and counts what it really holds", () => {
  const stack = { name: "dev", role: "environment", environment: "dev" } as const;
  const deleted = resource("kubernetes:kargo.akuity.io/v1alpha1:Stage", "old", { name: "old" }, { delete: true });
  expect(stackState(stack, { resources: [component, provider, project, stage, deleted] })).toEqual({
    ...stack,
    holds: 2,
    protected: [],
    projects: ["goserver"],
    stages: [{ project: "goserver", name: "dev" }],
  });
  expect(stackState(stack, {})).toEqual({ ...stack, holds: 0, protected: [], projects: [], stages: [] });
});

test("a stack without a config file is told by what it holds", () => {
  expect([roleOf({ resources: [project] }), roleOf({ resources: [stage] }), roleOf({})]).toEqual([
    "delivery",
    "environment",
    "environment",
  ]);
});
