import { expect, test } from "vitest";
import { applicationsFacts } from "../../../cli/status/application-facts.ts";
import type { Snapshot } from "../../../cli/status/snapshot.ts";
import { hash, stage } from "./sample.ts";

const message =
  'one or more tasks are not valid: Get "https://us/api/v1": dial tcp: connect: connection refused. Retrying attempt #2 at 11:45PM.';

function problemsOf(operationState: object): readonly string[] {
  const application = {
    metadata: {
      name: "shop-prod-us",
      namespace: "argocd",
      annotations: { "kargo.akuity.io/authorized-stage": "goserver:prod" },
    },
    status: {
      sync: { status: "Synced", revision: hash("1") },
      health: { status: "Healthy" },
      history: [{ revision: hash("1") }],
      operationState,
    },
  };
  const snapshot = { applications: [application] } as unknown as Snapshot;
  return applicationsFacts(stage("prod", []), snapshot).problems;
}

test("what a shard's controller saw of its Applications tells of those in another cluster", () => {
  const prod = stage("prod", []);
  const applicationStatuses = [
    {
      Name: "shop-prod-us",
      Namespace: "argocd",
      health: { status: "Degraded", message: "no such image" },
      sync: { status: "Synced", revision: hash("1") },
    },
  ];
  const status = { ...prod.status, health: { status: "Unhealthy", output: [{ applicationStatuses }] } };
  const seen = (shard?: string) => {
    const spec = { ...prod.spec, ...(shard !== undefined && { shard }) };
    const { sync, health, problems } = applicationsFacts({ ...prod, spec, status }, {
      applications: [],
    } as unknown as Snapshot);
    return { sync, health, problems };
  };
  expect(seen("us")).toEqual({
    sync: "Synced",
    health: "Degraded",
    problems: ["Application shop-prod-us: no such image"],
  });
  // Of the default controller's Stage the Application would be here.
  expect(seen()).toEqual({ sync: "-", health: "-", problems: [] });
});

test.each<[string, object, readonly string[]]>([
  ["a sync that ended well", { phase: "Succeeded", message: "successfully synced" }, []],
  ["one that goes on", { phase: "Running", message: "waiting for healthy state" }, []],
  [
    "one that is tried again: its reason, without the attempt and its time",
    { phase: "Running", retryCount: 2, message },
    [
      'Application shop-prod-us: Argo CD tries again to sync: one or more tasks are not valid: Get "https://us/api/v1": dial tcp: connect: connection refused',
    ],
  ],
  [
    "one that has failed",
    { phase: "Failed", retryCount: 5, message: "refused" },
    ["Application shop-prod-us: refused"],
  ],
])("%s", (_, operationState, problems) => {
  expect(problemsOf(operationState)).toEqual(problems);
});
