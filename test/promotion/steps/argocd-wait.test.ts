import { expect, test } from "vitest";
import type { Application } from "../../../promotion/argocd/application.ts";
import type { ShownCall } from "../../../promotion/outside.ts";
import type { StepContext, StepResult } from "../../../promotion/step.ts";
import { argocdWait } from "../../../promotion/steps/argocd-wait.ts";
import { freight, outside } from "../support.ts";

// Rows follow akuity/kargo v1.11.2, pkg/promotion/runner/builtin/argocd_waiter_test.go, by the names of its cases.
type Config = Parameters<typeof argocdWait.run>[1];
type WaitFor = NonNullable<Config["apps"][number]["waitFor"]>;
type Status = NonNullable<Application["status"]>;

async function run(status: Status, waitFor: WaitFor | undefined, before?: string, more: Partial<Application> = {}) {
  const application = { metadata: { name: "a", namespace: "argocd" }, spec: {}, status, ...more };
  const patches: object[] = [];
  const argocd = {
    get: async () => application,
    list: async () => [],
    patch: async (_: string, __: string, patch: object) => void patches.push(patch),
  };
  const context: StepContext = {
    project: "demo",
    stage: "dev",
    promotion: "dev.1",
    alias: "wait",
    workDir: "/nowhere",
    sharedState: before === undefined ? {} : { wait: { healthStatus: { "argocd/a": before } } },
    freight: [freight],
    targetFreight: freight,
    freightRequests: [],
    outside: outside([], { argocd }),
    signal: new AbortController().signal,
  };
  const config: Config = { apps: [{ name: "a", ...(waitFor === undefined ? {} : { waitFor }) }] };
  const result = await argocdWait.run(context, config).catch((error: Error) => error);
  return { result, patches };
}

const health = (status: string): Pick<Status, "health"> => ({ health: { status } });
const synced = { sync: { status: "Synced" } };
const at = (reconciledAt: string | undefined, finishedAt: string): Status => ({
  ...health("Healthy"),
  ...synced,
  ...(reconciledAt === undefined ? {} : { reconciledAt }),
  operationState: { finishedAt },
});
const [noon, later] = ["2026-11-21T12:00:00Z", "2026-11-21T12:00:01Z"];

test.each<[string, Status, WaitFor | undefined, "Succeeded" | "Running"]>([
  ["healthy and synced returns ready", { ...health("Healthy"), ...synced }, undefined, "Succeeded"],
  ["progressing returns not ready", { ...health("Progressing"), ...synced }, undefined, "Running"],
  ["out of sync returns not ready", { ...health("Healthy"), sync: { status: "OutOfSync" } }, undefined, "Running"],
  [
    "operation in progress returns not ready",
    { ...health("Healthy"), ...synced, operationState: { phase: "Running" } },
    undefined,
    "Running",
  ],
  ["reconciledAt equal to finishedAt trusts health", at(noon, noon), undefined, "Succeeded"],
  ["waitFor sync only: degraded health ignored", { ...health("Degraded"), ...synced }, ["sync"], "Succeeded"],
  [
    "waitFor health and suspended: suspended satisfies health check",
    { ...health("Suspended"), ...synced },
    ["health", "suspended"],
    "Succeeded",
  ],
  ["degraded with no prior health status is not terminal", { ...health("Degraded"), ...synced }, undefined, "Running"],
  ["waitFor degraded", { ...health("Degraded") }, ["degraded"], "Succeeded"],
  [
    "waitFor operation only: operation completed, health/sync ignored",
    { ...health("Degraded"), operationState: { finishedAt: noon } },
    ["operation"],
    "Succeeded",
  ],
])("%s", async (_, status, waitFor, expected) => {
  const { result, patches } = await run(status, waitFor);
  const output = { healthStatus: { "argocd/a": status.health?.status ?? "" } };
  expect(result).toEqual({ status: expected, output } satisfies StepResult);
  expect(patches).toEqual([]);
});

test.each([
  ["reconciledAt nil after operation", undefined],
  ["reconciledAt before finishedAt", noon],
])("%s requests refresh and returns not ready", async (_, reconciledAt) => {
  const { result, patches } = await run(at(reconciledAt, later), undefined);
  expect(result).toMatchObject({ status: "Running" });
  expect(patches).toEqual([{ metadata: { annotations: { "argocd.argoproj.io/refresh": "hard" } } }]);
});

test("an operation that is only asked for is in progress", async () => {
  expect(
    (await run({ ...health("Healthy"), ...synced }, undefined, undefined, { operation: {} })).result,
  ).toMatchObject({ status: "Running" });
});

test.each<[string, Status, string | undefined, string]>([
  [
    "error condition is terminal",
    {
      conditions: [
        { type: "ComparisonError", message: "no such branch" },
        { type: "SyncError", message: "other" },
        { type: "InvalidSpecError", message: "bad" },
      ],
    },
    undefined,
    'Argo CD Application "a" in namespace "argocd" has "ComparisonError" condition: no such branch\nArgo CD Application "a" in namespace "argocd" has "InvalidSpecError" condition: bad',
  ],
  [
    "health regression to Degraded from prior non-Degraded is terminal",
    { ...health("Degraded"), ...synced },
    "Progressing",
    'Argo CD Application "a" in namespace "argocd" health has regressed from Progressing to Degraded',
  ],
])("%s", async (_, status, before, message) => {
  const { result } = await run(status, undefined, before);
  expect(result).toMatchObject({ name: "TerminalError", message, status: "Errored" });
});

test.each(["Degraded", "Unknown"])("degraded after %s goes on waiting", async (before) => {
  expect((await run({ ...health("Degraded"), ...synced }, undefined, before)).result).toMatchObject({
    status: "Running",
  });
});

test("without an Argo CD at hand the wait is shown", async () => {
  const shown: ShownCall[] = [];
  const context = { alias: "wait", sharedState: {}, outside: outside(shown) } as unknown as StepContext;
  const result = await argocdWait.run(context, {
    apps: [{ selector: { matchLabels: { tier: "web" } }, namespace: "apps" }],
  });
  expect(result).toEqual({ status: "Succeeded", output: { healthStatus: {} } });
  expect(shown).toEqual([
    {
      step: "wait",
      uses: "argocd-wait",
      what: 'wait for each Application in apps with {"matchLabels":{"tier":"web"}}: health, sync, operation',
      details: {
        namespace: "apps",
        selector: { matchLabels: { tier: "web" } },
        waitFor: ["health", "sync", "operation"],
      },
    },
  ]);
});
