/** A variable of a Stage, a promotion template, a PromotionTask or a step; the value may hold `${{ }}`. */
export interface Variable {
  readonly name: string;
  readonly value?: string;
}

/** One step as it stands in a Stage, a PromotionTask or a Promotion. */
export interface PromotionStep {
  readonly uses?: string;
  readonly task?: { readonly kind?: "PromotionTask" | "ClusterPromotionTask"; readonly name: string };
  readonly as?: string;
  readonly if?: string;
  readonly continueOnError?: boolean;
  readonly retry?: { readonly timeout?: string; readonly errorThreshold?: number };
  readonly vars?: readonly Variable[];
  readonly config?: unknown;
}

/** A step of a Promotion: tasks are inlined, so each names what it uses and has an alias. */
export interface InlinedStep extends PromotionStep {
  readonly as: string;
}

/** Stands between a task's alias and that of a step of it. */
const separator = "::";

/**
 * The alias a step has, or gets by its place in its list: `step-1`, `task-1`.
 * Source: akuity/kargo v1.11.2, api/v1alpha1/promotion_types.go, GetAlias.
 */
export function aliasOf(step: PromotionStep, index: number): string {
  if (step.as) return step.as;
  return `${step.task === undefined ? "step" : "task"}-${index + 1}`;
}

/** The alias of a task's step in a Promotion: `task-1::step-2`. */
export function aliasInTask(task: string, step: string): string {
  return `${task}${separator}${step}`;
}

/** The alias of the task that a step came from; undefined for a step of the Stage's own. */
export function taskOf(alias: string): string | undefined {
  const parts = alias.split(separator);
  return parts.length === 2 && parts[0] !== "" ? parts[0] : undefined;
}

/** What such an alias is inside its task. */
export function withoutTask(alias: string, task: string): string {
  return alias.slice(task.length + separator.length);
}
