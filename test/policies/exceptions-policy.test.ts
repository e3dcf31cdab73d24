import type { ResourceValidationArgs } from "@pulumi/policy";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { noStageSkipping } from "../../model/rules/g01-no-stage-skipping.ts";
import { exceptionsPolicy } from "../../policies/exceptions-policy.ts";
import { unknownText, violations } from "../support/rules.ts";

const stage = {
  apiVersion: "kargo.akuity.io/v1alpha1",
  kind: "Stage",
  metadata: { name: "prod", namespace: "goserver" },
  spec: { requestedFreight: [{ origin: { kind: "Warehouse", name: "main" }, sources: { direct: true } }] },
};
const exception = {
  rule: "G01",
  target: "Stage/prod",
  reason: "staging is being rebuilt",
  approver: "alice",
  expires: "2026-01-03T12:00:00Z",
};
const ended = { ...exception, expires: "2026-01-01T12:00:00Z" };

beforeEach(() => {
  vi.useFakeTimers({ now: Date.parse("2026-01-01T12:00:00Z") });
});
afterEach(() => {
  vi.useRealTimers();
});

test.each([
  ["the object by its name", exception, 0],
  ["it in its namespace", { ...exception, target: "Stage/goserver/prod" }, 0],
  ["it in another namespace", { ...exception, target: "Stage/other/prod" }, 1],
  ["another object", { ...exception, target: "Stage/staging" }, 1],
  ["another rule", { ...exception, rule: "G04" }, 1],
  ["it until this very second", ended, 1],
  ["it for eight days", { ...exception, expires: "2026-01-09T12:00:00Z" }, 1],
  ["it without a reason", { ...exception, reason: "" }, 1],
  ["everything", { ...exception, target: "Stage/*" }, 1],
])("an exception for %s", async (_what, given, count) => {
  const config = { protectedStages: ["prod"], exceptions: [given] };
  const type = "kubernetes:kargo.akuity.io/v1alpha1:Stage";
  expect(await violations(noStageSkipping, type, stage, config)).toHaveLength(count);
});

test("what has no name yet is excepted from nothing", async () => {
  const config = { protectedStages: [], exceptions: [exception] };
  const labels = { "slipway.dev/protected": "true" };
  const nameless = { ...stage, metadata: { ...stage.metadata, name: unknownText, labels } };
  const type = "kubernetes:kargo.akuity.io/v1alpha1:Stage";
  expect(await violations(noStageSkipping, type, nameless, config)).not.toEqual([]);
});

test("the policy of exceptions says once per stack what is wrong with them", async () => {
  const said = async (type: string) => {
    const found: string[] = [];
    const { validateResource } = exceptionsPolicy;
    if (typeof validateResource !== "function") throw new Error("the policy is one function");
    const config = { exceptions: [exception, ended] };
    const args = { type, props: {}, getConfig: () => config } as unknown as ResourceValidationArgs;
    await validateResource(args, (message) => found.push(message));
    return found;
  };
  expect(await said("pulumi:pulumi:Stack")).toEqual([
    'exceptions[1].expires: This exception has ended (got "2026-01-01T12:00:00Z"; allowed 2026-01-01T12:00:00Z to 2026-01-08T12:00:00Z). Remove the exception, or have it approved anew. [G40]',
  ]);
  expect(await said("kubernetes:kargo.akuity.io/v1alpha1:Stage")).toEqual([]);
});
