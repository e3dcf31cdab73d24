import { UserError } from "../model/problem.ts";
import { aliasInTask, aliasOf, type InlinedStep, type PromotionStep, type Variable } from "./promotion-step.ts";

/** What of a Stage takes part in a Promotion. */
export interface StageSteps {
  readonly metadata: { readonly name: string; readonly namespace?: string };
  readonly spec: {
    readonly vars?: readonly Variable[];
    readonly promotionTemplate?: {
      readonly spec: { readonly vars?: readonly Variable[]; readonly steps?: readonly PromotionStep[] };
    };
  };
}

/** What of a PromotionTask or ClusterPromotionTask takes part. */
export interface TaskSpec {
  readonly vars?: readonly Variable[];
  readonly steps: readonly PromotionStep[];
}

/** `spec.steps` and `spec.vars` of a Promotion. */
export interface BuiltSteps {
  readonly steps: readonly InlinedStep[];
  readonly vars: readonly Variable[];
}

const resources = {
  PromotionTask: "promotiontasks.kargo.akuity.io",
  ClusterPromotionTask: "clusterpromotiontasks.kargo.akuity.io",
} as const;

/** Kargo gives such aliases itself. */
const reserved = /^(step|task)-\d+$/;

/**
 * What Kargo's webhook writes into a Promotion of this Stage: the Stage's variables before its template's, each step
 * with an alias, and each task's steps in place of the task.
 * Source: akuity/kargo v1.11.2, pkg/webhook/kubernetes/promotion/webhook.go, pkg/api/promotion.go, InflateSteps, and
 * pkg/webhook/kubernetes/promotion_steps.go.
 *
 * @param findTask the task of a kind and name; undefined when there is none
 * @throws UserError when the webhook would refuse the Stage or the Promotion, in its words
 */
export function buildSteps(
  stage: StageSteps,
  findTask: (kind: "PromotionTask" | "ClusterPromotionTask", name: string) => TaskSpec | undefined,
): BuiltSteps {
  const template = stage.spec.promotionTemplate?.spec;
  const steps = template?.steps ?? [];
  const { name, namespace } = stage.metadata;
  if (steps.length === 0) {
    throw new UserError(
      `Stage ${JSON.stringify(name)} in namespace ${JSON.stringify(namespace ?? "")} defines no promotion steps`,
    );
  }
  checkAliases(`Stage ${JSON.stringify(name)}`, steps);
  const vars = [...(stage.spec.vars ?? []), ...(template?.vars ?? [])];
  return {
    vars,
    steps: steps.flatMap((step, index) => {
      const alias = aliasOf(step, index);
      return step.task === undefined ? [{ ...step, as: alias }] : taskSteps(step, step.task, alias, vars, findTask);
    }),
  };
}

function taskSteps(
  step: PromotionStep,
  task: NonNullable<PromotionStep["task"]>,
  alias: string,
  promotionVars: readonly Variable[],
  findTask: Parameters<typeof buildSteps>[1],
): InlinedStep[] {
  const refuse = (reason: string) =>
    new UserError(
      `failed to inflate Promotion steps: inflate task steps for task ${JSON.stringify(task.name)} (${JSON.stringify(alias)}): ${reason}`,
    );
  const kind = task.kind ?? "PromotionTask";
  const spec = findTask(kind, task.name);
  if (spec === undefined) throw refuse(`${resources[kind]} ${JSON.stringify(task.name)} not found`);
  checkAliases(`${kind} ${JSON.stringify(task.name)}`, spec.steps);
  const given = named(step.vars);
  const ofPromotion = named(promotionVars);
  // A default counts only as long as the Promotion itself says nothing.
  const defaults = (spec.vars ?? []).filter((variable) => !ofPromotion.has(variable.name));
  const missing = defaults.find((variable) => !variable.value && !given.has(variable.name));
  if (missing !== undefined) throw refuse(`missing value for variable ${JSON.stringify(missing.name)}`);
  const vars = [...defaults.filter((variable) => variable.value), ...(step.vars ?? [])];
  return spec.steps.map((taskStep, index) => {
    const all = [...vars, ...(taskStep.vars ?? [])];
    return { ...taskStep, as: aliasInTask(alias, aliasOf(taskStep, index)), ...(all.length > 0 ? { vars: all } : {}) };
  });
}

/** Names of the variables that have a value: an empty one counts as none. */
function named(vars: readonly Variable[] | undefined): Set<string> {
  return new Set((vars ?? []).filter((variable) => variable.value).map((variable) => variable.name));
}

function checkAliases(owner: string, steps: readonly PromotionStep[]): void {
  const places = new Map<string, number>();
  for (const [index, step] of steps.entries()) {
    const alias = step.as?.trim();
    if (!alias) continue;
    const first = places.get(alias);
    const where = `${owner}: steps[${index}].as: Invalid value: ${JSON.stringify(alias)}`;
    if (first !== undefined) throw new UserError(`${where}: step alias duplicates that of steps[${first}]`);
    if (reserved.test(alias)) throw new UserError(`${where}: step alias is reserved`);
    places.set(alias, index);
  }
}
