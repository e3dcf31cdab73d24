import type { ResourceValidationArgs } from "@pulumi/policy";
import { expect, test } from "vitest";
import { deleteProtection } from "../../model/rules/g39-delete-protection.ts";
import { policyOf } from "../../policies/policy-of.ts";

const stage = {
  apiVersion: "kargo.akuity.io/v1alpha1",
  kind: "Stage",
  metadata: { name: "prod", labels: { "slipway.dev/protected": "true" } },
  spec: {},
};

function said(protect: boolean, props: object): string[] {
  const { validateResource } = policyOf(deleteProtection);
  if (typeof validateResource !== "function") throw new Error("the policy of a rule is one function");
  const found: string[] = [];
  const opts = { protect } as ResourceValidationArgs["opts"];
  const args = { type: "kubernetes:kargo.akuity.io/v1alpha1:Stage", props, opts, getConfig: () => ({}) };
  void validateResource(args as unknown as ResourceValidationArgs, (message) => found.push(message));
  return found;
}

test("the pack judges by the options that the engine tells", () => {
  expect(said(true, stage)).toEqual([]);
  expect(said(false, stage)).toEqual([
    "$options.protect: This isn't protected from deletion (got false). " +
      `${deleteProtection.why}. Register it with protect: true. [G39]`,
  ]);
});

test("an object can't claim options for itself", () => {
  expect(said(false, { ...stage, $options: { protect: true } })).toHaveLength(1);
});
