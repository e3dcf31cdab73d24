import { canonicalDuration } from "../../duration.ts";
import type { Step } from "../../steps/step.ts";
import type { TaskCall } from "../../steps/task.ts";
import type { Value } from "../../steps/value.ts";
import { expressionText, type Resolver, templated } from "../resolver.ts";
import type { PromotionStep } from "./input.ts";

/** A step, or a call of a PromotionTask, as Kargo reads it. */
export function promotionStep(step: Step | TaskCall, resolver: Resolver): PromotionStep {
  const alias = step.as === undefined ? {} : { as: step.as };
  const vars = step.vars === undefined ? {} : { vars: variables(step.vars, resolver) };
  if (step.kind === "task") {
    return {
      task: { name: step.name, kind: step.cluster ? "ClusterPromotionTask" : "PromotionTask" },
      ...alias,
      ...vars,
    };
  }
  const { timeout, errorThreshold } = step.retry ?? {};
  return {
    uses: step.uses,
    ...alias,
    ...(step.if !== undefined && { if: `\${{ ${expressionText(step.if, resolver)} }}` }),
    ...(step.continueOnError && { continueOnError: true }),
    ...(step.retry !== undefined && {
      retry: {
        ...(timeout !== undefined && { timeout: canonicalDuration(timeout) }),
        ...(errorThreshold !== undefined && { errorThreshold }),
      },
    }),
    ...vars,
    config: templated(step.config, resolver),
  };
}

/** Variables as Kargo's lists have them. */
export function variables(
  vars: Readonly<Record<string, Value>>,
  resolver: Resolver,
): { name: string; value: string }[] {
  return Object.entries(vars).map(([name, value]) => ({ name, value: String(templated(value, resolver)) }));
}
