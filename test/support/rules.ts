import { type ResourceValidationArgs, unknownCheckingProxy } from "@pulumi/policy";
import type { ObjectRule } from "../../model/rules/index.ts";
import { policyOf } from "../../policies/policy-of.ts";

/** What Pulumi puts in a preview where a text isn't known yet. */
export const unknownText = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

/** Violations a rule reports on a resource, through the policy pack's adapter, as the engine would call it. */
export async function violations(
  rule: ObjectRule,
  type: string,
  props: object,
  config: object = {},
): Promise<string[]> {
  const found: string[] = [];
  const { validateResource } = policyOf(rule);
  if (typeof validateResource !== "function") throw new Error("the policy of a rule is one function");
  const args = {
    type,
    props: unknownCheckingProxy(props),
    getConfig: () => config,
  } as unknown as ResourceValidationArgs;
  await validateResource(args, (message) => found.push(message));
  return found;
}
