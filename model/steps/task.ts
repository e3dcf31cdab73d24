import type { Step } from "./step.ts";
import type { Value } from "./value.ts";

/** Steps that several Stages share: Kargo's PromotionTask. */
export interface PromotionTaskDefinition {
  /** Its variables; `null` asks every user of the task for a value. */
  readonly vars?: Readonly<Record<string, Value | null>>;
  readonly steps: readonly [Step, ...Step[]];
}

/** A call of a PromotionTask. Kargo puts the task's steps in its place when a Promotion is made. */
export interface TaskCall {
  readonly kind: "task";
  readonly name: string;
  /** Of the whole cluster, defined outside this pipeline. Default: of this pipeline's `promotionTasks`. */
  readonly cluster?: true;
  readonly as?: string;
  readonly vars?: Readonly<Record<string, Value>>;
}

interface TaskOptions {
  readonly as?: string;
  /** Values for the task's variables. */
  readonly vars?: Readonly<Record<string, Value>>;
}

/** Calls one of the pipeline's `promotionTasks`. */
export function task(name: string, options: TaskOptions = {}): TaskCall {
  return { ...options, kind: "task", name };
}

/** Calls a ClusterPromotionTask, which somebody else defines for all Projects. */
export function clusterTask(name: string, options: TaskOptions = {}): TaskCall {
  return { ...options, kind: "task", name, cluster: true };
}
