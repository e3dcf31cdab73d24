import { type ResourceValidationArgs, type StackValidationArgs, unknownCheckingProxy } from "@pulumi/policy";
import type { KubeObject } from "../../model/object.ts";
import type { ObjectRule, Rule } from "../../model/rules/index.ts";
import { asksTogether } from "../../model/rules/together.ts";
import { policyOf } from "../../policies/policy-of.ts";
import { policyTogether } from "../../policies/policy-together.ts";

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

/**
 * Violations a rule reports on one resource of a stack, the first, by whatever policies the pack has for it: the one that
 * sees a resource alone, and the one that sees all of them.
 */
export async function violationsInStack(
  rule: Rule,
  stack: readonly [KubeObject, ...KubeObject[]],
  config: object = {},
): Promise<string[]> {
  const [first] = stack;
  const alone = rule.check === undefined ? [] : await violations(rule as ObjectRule, typeOf(first), first, config);
  if (!asksTogether(rule)) return alone;
  const together: string[] = [];
  const resources = stack.map((object, index) => {
    return { type: typeOf(object), urn: `urn-${index}`, props: unknownCheckingProxy(object) };
  });
  const args = { resources, getConfig: () => config } as unknown as StackValidationArgs;
  await policyTogether(rule).validateStack(args, (message, urn) => {
    if (urn === "urn-0") together.push(message);
  });
  return [...alone, ...together];
}

/** Pulumi's type of a Kubernetes object. */
export function typeOf({ apiVersion, kind }: Pick<KubeObject, "apiVersion" | "kind">): string {
  return `kubernetes:${apiVersion === "v1" ? "core/v1" : apiVersion}:${kind}`;
}
