import type { KubeObject } from "../object.ts";
import type { PromotionTaskDefinition } from "../steps/task.ts";
import { appLabels } from "./labels.ts";
import { promotionStep, variables } from "./promotion/own-steps.ts";
import type { Resolver } from "./resolver.ts";

/** Kargo's PromotionTask; a variable without a value asks every user of the task for one. */
export function promotionTask(
  app: string,
  name: string,
  { vars, steps }: PromotionTaskDefinition,
  resolver: Resolver,
): KubeObject {
  const declared = Object.entries(vars ?? {}).map(([key, value]) =>
    value === null ? { name: key } : (variables({ [key]: value }, resolver)[0] ?? { name: key }),
  );
  return {
    apiVersion: "kargo.akuity.io/v1alpha1",
    kind: "PromotionTask",
    metadata: { name, namespace: app, labels: appLabels(app) },
    spec: {
      ...(declared.length > 0 && { vars: declared }),
      steps: steps.map((step) => promotionStep(step, resolver)),
    },
  };
}
