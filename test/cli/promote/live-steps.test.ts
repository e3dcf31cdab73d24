import { expect, test } from "vitest";
import type { LivePromotion, LiveStage } from "../../../cli/kargo/objects.ts";
import { stageView, stepViews } from "../../../cli/promote/live-steps.ts";

test("steps are told by their kind and alias, with what they took and the pull request they opened", () => {
  const promotion: LivePromotion = {
    metadata: { name: "prod.1" },
    spec: {
      stage: "prod",
      steps: [{ uses: "git-clone", as: "step-1" }, { uses: "git-open-pr", as: "open" }, { uses: "git-wait-for-pr" }],
    },
    status: {
      phase: "Running",
      stepExecutionMetadata: [
        { alias: "step-1", status: "Succeeded", startedAt: "2026-11-21T12:00:00Z", finishedAt: "2026-11-21T12:00:03Z" },
        { alias: "open", status: "Running", message: "opening" },
      ],
      state: { open: { pr: { id: 7, url: "https://github.com/acme/goserver/pull/7" } } },
    } as LivePromotion["status"] & object,
  };
  expect(stepViews(promotion)).toEqual([
    { number: 1, name: "git-clone", status: "Succeeded", seconds: 3 },
    {
      number: 2,
      name: "git-open-pr (open)",
      status: "Running",
      message: "opening",
      pullRequest: "https://github.com/acme/goserver/pull/7",
    },
    { number: 3, name: "git-wait-for-pr", status: "Pending" },
  ]);
});

const after = (status: LiveStage["status"]) =>
  stageView(
    {
      metadata: { name: "prod" },
      spec: {},
      ...(status && { status: { lastPromotion: { name: "prod.1" }, ...status } }),
    },
    "prod.1",
  );
const conditions = (healthy: string, verified: string, message = "") => [
  { type: "Healthy", status: healthy },
  { type: "Verified", status: verified, message },
];

test.each([
  ["before the controller noticed", undefined, "waiting", "Stage prod to take note of it"],
  [
    "while it is unhealthy",
    { health: { status: "Unhealthy", issues: ["a", "a", "b"] }, conditions: conditions("False", "Unknown") },
    "waiting",
    "prod to be Healthy (Unhealthy: a; b)",
  ],
  [
    "while it is verified",
    { health: { status: "Healthy" }, conditions: conditions("True", "Unknown", "Freight is being verified") },
    "waiting",
    "verification in prod (Freight is being verified)",
  ],
  ["when all is well", { conditions: conditions("True", "True") }, "done", ""],
  [
    "when verification failed",
    {
      freightHistory: [{ verificationHistory: [{ phase: "Failed", message: "metric web" }] }],
      conditions: conditions("True", "False"),
    },
    "failed",
    "verification in prod ended Failed: metric web",
  ],
])("a Stage after its promotion, %s", (_, status, state, words) => {
  expect(after(status)).toMatchObject({ state, words });
});
