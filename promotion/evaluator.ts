import type { Freight, FreightOrigin } from "./freight.ts";
import { type InlinedStep, taskOf, type Variable, withoutTask } from "./promotion-step.ts";
import { hasFailures, type StepExecutionMetadata } from "./step-metadata.ts";

/** Evaluates texts with `${{ }}`, as Kargo does. */
export interface Expressions {
  /** A text; without an expression in it, it stays as it is. */
  template(text: string, scope: Scope): Promise<unknown>;
  /** A step's config: each text in it, at any depth. */
  json(value: unknown, scope: Scope): Promise<unknown>;
}

/** What an expression sees. */
export interface Scope {
  /** `ctx`, `vars`, and for a step `outputs`, `stepMetas` and, in a task, `task`. */
  readonly variables: Readonly<Record<string, unknown>>;
  /** For `success()`, `failure()`, `always()` and `status()`; left out where Kargo doesn't have them. */
  readonly status?: { readonly alias: string; readonly metadata: readonly StepExecutionMetadata[] };
}

/** What the evaluation of a step's texts depends on. Source: akuity/kargo v1.11.2, pkg/promotion/evaluator.go. */
export interface Evaluation {
  readonly expressions: Expressions;
  readonly project: string;
  readonly stage: string;
  readonly promotion: string;
  readonly vars: readonly Variable[];
  readonly targetFreight: Pick<Freight, "name" | "alias"> & { readonly origin: FreightOrigin };
  readonly actor?: string | undefined;
  readonly rollback?: boolean | undefined;
  readonly uiBaseUrl?: string | undefined;
  readonly state: Readonly<Record<string, unknown>>;
  readonly metadata: readonly StepExecutionMetadata[];
}

/** Whether a step is left out: by its `if`, or, without one, because a step before it failed. */
export async function shouldSkip(step: InlinedStep, evaluation: Evaluation): Promise<boolean> {
  if (!step.if) return hasFailures(evaluation.metadata);
  const vars = await evaluateVars(step, evaluation);
  const result = await evaluation.expressions.template(step.if, stepScope(step, vars, evaluation));
  if (typeof result !== "boolean") {
    throw new Error(`expression must evaluate to a boolean, got ${goType(result)}`);
  }
  return !result;
}

/** A step's config with its expressions replaced by what they yield; undefined when it has none. */
export async function evaluateConfig(step: InlinedStep, evaluation: Evaluation): Promise<unknown> {
  if (step.config === undefined || step.config === null) return undefined;
  const vars = await evaluateVars(step, evaluation);
  return evaluation.expressions.json(step.config, stepScope(step, vars, evaluation));
}

/** The Promotion's variables, then the step's: each may use those before it, and only the step's see outputs. */
async function evaluateVars(step: InlinedStep, evaluation: Evaluation): Promise<Record<string, unknown>> {
  const vars: Record<string, unknown> = {};
  const context = { ctx: contextOf(step, evaluation) };
  for (const { name, value = "" } of evaluation.vars) {
    set(vars, name, await named(name, evaluation.expressions.template(value, { variables: { ...context, vars } })));
  }
  for (const { name, value = "" } of step.vars ?? []) {
    const { variables } = stepScope(step, vars, evaluation);
    set(vars, name, await named(name, evaluation.expressions.template(value, { variables })));
  }
  return vars;
}

/** An own property also for a name such as `__proto__`. */
function set(target: Record<string, unknown>, name: string, value: unknown): void {
  Object.defineProperty(target, name, { value, enumerable: true, configurable: true, writable: true });
}

async function named(name: string, value: Promise<unknown>): Promise<unknown> {
  try {
    return await value;
  } catch (error) {
    throw new Error(`error pre-processing promotion variable ${JSON.stringify(name)}: ${messageOf(error)}`);
  }
}

function stepScope(step: InlinedStep, vars: Record<string, unknown>, evaluation: Evaluation): Scope {
  const { state, metadata } = evaluation;
  const task = taskOf(step.as);
  return {
    variables: {
      ctx: contextOf(step, evaluation),
      vars,
      outputs: state,
      stepMetas: Object.fromEntries(metadata.map((entry) => [entry.alias, goMetadata(entry)])),
      ...(task === undefined ? {} : { task: { outputs: outputsOf(task, state) } }),
    },
    status: { alias: step.as, metadata },
  };
}

function contextOf(step: InlinedStep, evaluation: Evaluation): object {
  const { uiBaseUrl, project, promotion, stage, targetFreight, actor, rollback } = evaluation;
  return {
    uiBaseUrl: uiBaseUrl ?? "",
    project,
    promotion,
    stage,
    targetFreight: {
      name: targetFreight.name,
      alias: targetFreight.alias ?? "",
      origin: { name: targetFreight.origin.name },
    },
    meta: { promotion: { actor: actor ?? "", rollback: rollback ?? false }, step: { alias: step.as } },
  };
}

/** What the steps of a task left, by their aliases within it. */
function outputsOf(task: string, state: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const ofTask = Object.entries(state).filter(([alias]) => taskOf(alias) === task);
  return Object.fromEntries(ofTask.map(([alias, output]) => [withoutTask(alias, task), output]));
}

/** Expressions see Go's own names of the fields. */
function goMetadata(entry: StepExecutionMetadata): object {
  return {
    Alias: entry.alias,
    StartedAt: entry.startedAt ?? null,
    FinishedAt: entry.finishedAt ?? null,
    ErrorCount: entry.errorCount ?? 0,
    Status: entry.status ?? "",
    Message: entry.message ?? "",
    ContinueOnError: entry.continueOnError ?? false,
  };
}

/** What Go's %T calls a value. */
function goType(value: unknown): string {
  if (value === null || value === undefined) return "<nil>";
  if (Array.isArray(value)) return "[]interface {}";
  const names: Readonly<Record<string, string>> = { string: "string", number: "float64", bigint: "int" };
  return names[typeof value] ?? "map[string]interface {}";
}

/** An error's own words. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
