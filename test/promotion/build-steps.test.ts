import { describe, expect, test } from "vitest";
import { buildSteps, type StageSteps, type TaskSpec } from "../../promotion/build-steps.ts";
import type { PromotionStep, Variable } from "../../promotion/promotion-step.ts";

// Each row follows akuity/kargo v1.11.2, pkg/api/promotion_test.go, or pkg/webhook/kubernetes/promotion_steps_test.go.
function stage(steps: readonly PromotionStep[], vars: readonly Variable[] = []): StageSteps {
  return { metadata: { name: "dev", namespace: "demo" }, spec: { promotionTemplate: { spec: { vars, steps } } } };
}

const tasks: Readonly<Record<string, TaskSpec>> = {
  "PromotionTask/render": {
    vars: [{ name: "path" }, { name: "branch", value: "main" }],
    steps: [
      { uses: "git-clone", as: "clone", config: { path: "${{ vars.path }}" } },
      { uses: "kustomize-build", vars: [{ name: "own", value: "1" }], if: "${{ always() }}" },
    ],
  },
  "ClusterPromotionTask/render": { steps: [{ uses: "fail", continueOnError: true, retry: { errorThreshold: 3 } }] },
  "PromotionTask/twice": {
    steps: [
      { uses: "fail", as: "a" },
      { uses: "fail", as: "a" },
    ],
  },
};
const find = (kind: string, name: string) => tasks[`${kind}/${name}`];
const path = { name: "path", value: "./src" };
const main = { name: "branch", value: "main" };

describe("aliases and order", () => {
  test("a step without an alias gets one by its place, tasks count along", () => {
    const steps = [
      { uses: "git-clone" },
      { uses: "git-push", as: "push" },
      { task: { name: "render" }, vars: [path] },
      { uses: "fail" },
    ];
    expect(buildSteps(stage(steps), find).steps.map(({ as }) => as)).toEqual([
      "step-1",
      "push",
      "task-3::clone",
      "task-3::step-2",
      "step-4",
    ]);
  });

  test("a task's steps keep what they say and see default, given and own variables, in this order", () => {
    const steps = [{ task: { name: "render" }, as: "one", vars: [path] }];
    expect(buildSteps(stage(steps), find)).toEqual({
      vars: [],
      steps: [
        { uses: "git-clone", as: "one::clone", config: { path: "${{ vars.path }}" }, vars: [main, path] },
        {
          uses: "kustomize-build",
          as: "one::step-2",
          if: "${{ always() }}",
          vars: [main, path, { name: "own", value: "1" }],
        },
      ],
    });
  });

  test("the Stage's variables come before its template's", () => {
    const own = { ...stage([{ uses: "fail" }], [{ name: "b", value: "2" }]) };
    const both = { ...own, spec: { ...own.spec, vars: [{ name: "a", value: "1" }] } };
    expect(buildSteps(both, find).vars).toEqual([
      { name: "a", value: "1" },
      { name: "b", value: "2" },
    ]);
  });

  test("a ClusterPromotionTask is another one than the PromotionTask of its name", () => {
    const steps = [{ task: { kind: "ClusterPromotionTask", name: "render" } } as const];
    expect(buildSteps(stage(steps), find).steps).toEqual([
      { uses: "fail", as: "task-1::step-1", continueOnError: true, retry: { errorThreshold: 3 } },
    ]);
  });
});

describe("variables of a task", () => {
  test("one that the Promotion sets needs no value and loses its default", () => {
    const steps = [{ task: { name: "render" } }];
    const { steps: built } = buildSteps(stage(steps, [path, { name: "branch", value: "next" }]), find);
    expect(built.map(({ vars }) => vars)).toEqual([undefined, [{ name: "own", value: "1" }]]);
  });

  test.each([
    ["isn't given", []],
    ["is given empty", [{ name: "path", value: "" }]],
  ])("one without a default that %s is refused", (_, vars) => {
    expect(() => buildSteps(stage([{ task: { name: "render" }, vars }]), find)).toThrow(
      'failed to inflate Promotion steps: inflate task steps for task "render" ("task-1"): missing value for variable "path"',
    );
  });
});

describe("what the webhooks refuse", () => {
  test.each<[string, PromotionStep[], string]>([
    ["no steps", [], 'Stage "dev" in namespace "demo" defines no promotion steps'],
    [
      "no such task",
      [{ task: { name: "nope" }, as: "t" }],
      'failed to inflate Promotion steps: inflate task steps for task "nope" ("t"): promotiontasks.kargo.akuity.io "nope" not found',
    ],
    [
      "no such task of the cluster",
      [{ task: { kind: "ClusterPromotionTask", name: "nope" } }],
      'failed to inflate Promotion steps: inflate task steps for task "nope" ("task-1"): clusterpromotiontasks.kargo.akuity.io "nope" not found',
    ],
    [
      "an alias twice",
      [
        { uses: "fail", as: "a" },
        { uses: "fail", as: " a " },
      ],
      'Stage "dev": steps[1].as: Invalid value: "a": step alias duplicates that of steps[0]',
    ],
    [
      "a reserved alias",
      [{ uses: "fail", as: "step-7" }],
      'Stage "dev": steps[0].as: Invalid value: "step-7": step alias is reserved',
    ],
    [
      "an alias twice in a task",
      [{ task: { name: "twice" } }],
      'PromotionTask "twice": steps[1].as: Invalid value: "a": step alias duplicates that of steps[0]',
    ],
  ])("%s", (_, steps, message) => {
    expect(() => buildSteps(stage(steps), find)).toThrow(message);
  });
});
