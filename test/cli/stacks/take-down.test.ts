import { expect, test } from "vitest";
import { stackState } from "../../../cli/stacks/stack-state.ts";
import { restoreProtection, takeDown } from "../../../cli/stacks/take-down.ts";
import type { Deployment } from "../../../engine/pending-creates.ts";
import type { ProjectRun } from "../../../engine/pulumi-project.ts";
import { UserError } from "../../../model/problem.ts";
import { recorder } from "../../engine/recorder.ts";

const stageType = "kubernetes:kargo.akuity.io/v1alpha1:Stage";
const releaseType = "kubernetes:helm.sh/v3:Release";

function resource(type: string, name: string, protect: boolean) {
  const metadata = { name, namespace: "goserver", labels: { "slipway.dev/protected": "true" } };
  const inputs = type === stageType ? { apiVersion: "kargo.akuity.io/v1alpha1", kind: "Stage", metadata } : {};
  return { urn: `urn:pulumi:prod::slipway::${type}::${name}`, type, custom: true, inputs, protect };
}

const eu = resource(stageType, "prod-eu", true);
const us = resource(stageType, "prod-us", true);
const release = resource(releaseType, "kargo", false);

/** A project that writes down what is asked of it. */
function project(states: Deployment[], destroy: () => Promise<void> = async () => {}) {
  const asked: string[] = [];
  const names = (urns: readonly string[]) => urns.map((urn) => urn.split("::").at(-1)).join(" ");
  return {
    asked,
    deployment: async () => (states.length > 1 ? states.shift() : states[0]) ?? {},
    unprotect: async (_: string, urns: readonly string[]) => void asked.push(`unprotect ${names(urns)}`),
    protect: async (_: string, urns: readonly string[]) => void asked.push(`protect ${names(urns)}`),
    forget: async (_: string, urns: readonly string[]) => void asked.push(`forget ${names(urns)}`),
    destroy: async (_: string, env: Readonly<Record<string, string>> = {}) => {
      asked.push(`destroy ${JSON.stringify(env)}`);
      await destroy();
      return {} as ProjectRun;
    },
  };
}

const prod = (deployment: Deployment) =>
  stackState({ name: "prod", role: "environment", environment: "prod" }, deployment);

test("what is protected is unprotected right before it is destroyed", async () => {
  const { progress, notes } = recorder();
  const { asked, ...rest } = project([{}]);
  await takeDown(rest, prod({ resources: [eu, us] }), false, progress);
  expect({ asked, notes }).toEqual({ asked: ["unprotect prod-eu prod-us", "destroy {}"], notes: [] });
});

test("what still exists after a destroy that failed is protected again", async () => {
  const { progress, notes } = recorder();
  const failed = new UserError("stack prod: destroy failed");
  const { asked, ...rest } = project([{ resources: [{ ...us, protect: false }] }], () => Promise.reject(failed));
  await expect(takeDown(rest, prod({ resources: [eu, us] }), false, progress)).rejects.toBe(failed);
  expect(asked).toEqual(["unprotect prod-eu prod-us", "destroy {}", "protect prod-us"]);
  expect(notes).toEqual([
    "stack prod: protected again: Stage goserver/prod-us. To bring back what is gone: pulumi refresh --stack prod, then slipway up",
  ]);
});

test("that protection can't be put back is said, and doesn't hide why the destroy failed", async () => {
  const { progress, notes } = recorder();
  const failed = new UserError("stack prod: destroy failed");
  const { asked: _, ...rest } = project([{ resources: [us] }], () => Promise.reject(failed));
  const broken = { ...rest, protect: () => Promise.reject(new Error("the backend is away")) };
  await expect(takeDown(broken, prod({ resources: [eu, us] }), false, progress)).rejects.toBe(failed);
  expect(notes).toEqual([
    "stack prod: what is left in it is NOT protected any more (the backend is away); slipway down or slipway up puts that back",
  ]);
});

test("a cluster that doesn't answer brings the option to mind", async () => {
  const failed = new UserError("unreachable: set PULUMI_K8S_DELETE_UNREACHABLE=true");
  const { asked: _, ...rest } = project([{}], () => Promise.reject(failed));
  await expect(takeDown(rest, prod({ resources: [eu] }), false, recorder().progress)).rejects.toThrow(
    new UserError(
      "unreachable: set PULUMI_K8S_DELETE_UNREACHABLE=true\nIf the cluster no longer exists, run the same command with --cluster-gone.",
    ),
  );
});

test("of a cluster that is gone, Helm releases are forgotten first, since the provider can't drop them", async () => {
  const { asked, ...rest } = project([{ resources: [release, eu] }, {}]);
  await takeDown(rest, prod({ resources: [release, eu] }), true, recorder().progress);
  expect(asked).toEqual(["forget kargo", "unprotect prod-eu", 'destroy {"PULUMI_K8S_DELETE_UNREACHABLE":"true"}']);
});

test("what a killed run left open is protected again, and where nothing is open nothing is said", async () => {
  const { progress, notes } = recorder();
  const { asked, ...rest } = project([{}]);
  await restoreProtection(rest, prod({ resources: [eu, { ...us, protect: false }] }), progress);
  await restoreProtection(rest, prod({ resources: [eu] }), progress);
  expect(asked).toEqual(["protect prod-us"]);
  expect(notes).toEqual([
    "stack prod: an interrupted run had taken the protection off Stage goserver/prod-us; it is back",
  ]);
});
