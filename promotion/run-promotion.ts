import { mkdir, realpath } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { stepSchemas } from "../model/kinds/steps.gen.ts";
import { validateStepConfig } from "../model/kinds/validate.ts";
import { timestamp } from "../model/timestamp.ts";
import { type Attempt, completeStep } from "./complete-step.ts";
import { type Evaluation, type Expressions, evaluateConfig, messageOf, shouldSkip } from "./evaluator.ts";
import type { Freight, FreightOrigin } from "./freight.ts";
import type { Outside } from "./outside.ts";
import { type InlinedStep, taskOf, type Variable } from "./promotion-step.ts";
import { type StepContext, type StepResult, type StepRunner, TerminalError } from "./step.ts";
import {
  entryOf,
  finalPhase,
  type MetadataDraft,
  type PromotionPhase,
  type StepExecutionMetadata,
} from "./step-metadata.ts";

/** Everything one Promotion depends on. */
export interface PromotionRun {
  readonly project: string;
  readonly stage: string;
  /** The Promotion's name. */
  readonly promotion: string;
  /** `spec.steps` and `spec.vars` of the Promotion; see buildSteps. */
  readonly steps: readonly InlinedStep[];
  readonly vars?: readonly Variable[];
  /** The Freight that is promoted, and what the Stage holds of other origins it requests. */
  readonly freight: readonly Freight[];
  readonly targetFreight: Freight;
  readonly freightRequests: readonly { readonly origin: FreightOrigin }[];
  /** Who made the Promotion by hand; left out for one that Kargo made. */
  readonly actor?: string;
  readonly rollback?: boolean;
  readonly uiBaseUrl?: string;
  readonly outside: Outside;
  readonly expressions: Expressions;
  /** Name to runner, of the steps that can be carried out. */
  readonly runners: ReadonlyMap<string, StepRunner>;
  /** A folder of this Promotion's own: the steps' work folder is `work` in it. Whoever made it removes it. */
  readonly workDir: string;
  readonly clock: () => Date;
  /** When it fires, the step at work is stopped and the Promotion ends as Aborted. */
  readonly signal: AbortSignal;
  /** Passes time between a step's own tries. Default: real time. */
  readonly pause?: (milliseconds: number) => Promise<void>;
  /** Called when a step begins, with the status Running, and after each try of it. */
  readonly onStep?: (event: StepEvent) => void;
  /** Where an earlier call of the same Promotion stopped; its work folder must still be there. */
  readonly resume?: PromotionState;
}

export interface StepEvent {
  readonly index: number;
  readonly step: InlinedStep;
  readonly metadata: StepExecutionMetadata;
}

/** What of a Promotion's status one call hands to the next. */
export interface PromotionState {
  readonly currentStep: number;
  readonly stepExecutionMetadata: readonly StepExecutionMetadata[];
  /** Outputs by alias. */
  readonly state: Readonly<Record<string, unknown>>;
  readonly healthChecks: readonly HealthCheck[];
}

/** What Kargo watches on the Stage from now on. */
export type HealthCheck = NonNullable<StepResult["healthCheck"]>;

export interface PromotionResult extends PromotionState {
  readonly phase: PromotionPhase;
  readonly message?: string;
  /** While Running: after how many milliseconds the step asks to be tried again. Left out when it has no wish. */
  readonly retryAfter?: number;
  /** While Running: why the step is tried again. Kargo waits longer from one such error to the next. */
  readonly error?: string;
}

/**
 * Carries out a Promotion's steps until the last, or until one has to wait: the result then is Running and the next
 * call goes on with `resume`. Source: akuity/kargo v1.11.2, pkg/promotion/local_orchestrator.go, ExecuteSteps.
 */
export async function runPromotion(run: PromotionRun): Promise<PromotionResult> {
  const { steps, runners, signal, clock } = run;
  const root = await realpath(run.workDir);
  const folders = { workDir: join(root, "work"), gitFolder: join(root, "git") };
  await Promise.all(Object.values(folders).map((folder) => mkdir(folder, { recursive: true, mode: 0o700 })));
  const state: Record<string, unknown> = structuredClone(run.resume?.state ?? {}) as Record<string, unknown>;
  const metadata: MetadataDraft[] = (run.resume?.stepExecutionMetadata ?? []).map((entry) => ({ ...entry }));
  const healthChecks: HealthCheck[] = [...(run.resume?.healthChecks ?? [])];
  const result = (currentStep: number, rest: Omit<PromotionResult, keyof PromotionState>): PromotionResult => ({
    ...rest,
    currentStep,
    stepExecutionMetadata: metadata,
    state,
    healthChecks,
  });
  for (let index = run.resume?.currentStep ?? 0; index < steps.length; index += 1) {
    const step = steps[index] as InlinedStep;
    const tell = (entry: StepExecutionMetadata) => run.onStep?.({ index, step, metadata: { ...entry } });
    if (signal.aborted) return result(index, aborted(metadata[index], clock()));
    const entry = entryOf(metadata, step);
    const evaluation: Evaluation = { ...run, vars: run.vars ?? [], state, metadata };
    // A step that began earlier isn't asked again whether to run: its own failed try would skip it.
    if (entry.startedAt === undefined && (await leftOut(entry, step, evaluation))) {
      tell(entry);
      continue;
    }
    const uses = step.uses ?? "";
    const runner = runners.get(uses);
    if (runner === undefined) {
      Object.assign(entry, { status: "Errored", message: unknownStep(uses) });
      tell(entry);
      continue;
    }
    entry.startedAt ??= timestamp(clock());
    tell({ ...entry, status: "Running" });
    let config: unknown;
    try {
      config = await evaluateConfig(step, evaluation);
    } catch (error) {
      const message = `failed to build step context: failed to get step config: ${messageOf(error)}`;
      Object.assign(entry, { status: "Errored", message });
      tell(entry);
      continue;
    }
    const attempt = await tryStep(runner, config, { ...contextOf(run, step, state), ...folders });
    if (signal.aborted) return result(index, aborted(entry, clock(), tell));
    keepOutput(state, step, uses, attempt);
    const completion = completeStep(entry, step, runner, attempt, clock());
    tell(entry);
    if (!completion.done) {
      const { retryAfter } = attempt.result ?? {};
      return result(index, {
        phase: "Running",
        ...(retryAfter === undefined ? {} : { retryAfter }),
        ...(completion.error === undefined ? {} : { error: completion.error, message: completion.error }),
      });
    }
    const check = attempt.result?.healthCheck;
    if (entry.status === "Succeeded" && check !== undefined) healthChecks.push(check);
  }
  return result(Math.max(steps.length - 1, 0), finalPhase(steps, metadata));
}

/** Writes down that a step is skipped, or that its `if` makes no sense; false when it is to run. */
async function leftOut(entry: MetadataDraft, step: InlinedStep, evaluation: Evaluation): Promise<boolean> {
  try {
    if (!(await shouldSkip(step, evaluation))) return false;
    entry.status = "Skipped";
  } catch (error) {
    entry.status = "Errored";
    entry.message = `error checking if step ${JSON.stringify(step.as)} should be skipped: ${messageOf(error)}`;
  }
  return true;
}

async function tryStep(runner: StepRunner, config: unknown, context: StepContext): Promise<Attempt> {
  try {
    checkConfig(runner.uses, config);
    return { result: await runner.run(context, config) };
  } catch (error) {
    return { error };
  }
}

/** Source: akuity/kargo v1.11.2, pkg/promotion/runner/builtin/validation.go; the words of each finding are ours. */
function checkConfig(uses: string, config: unknown): void {
  if (!Object.hasOwn(stepSchemas, uses)) return;
  // Kargo gives a step without config to its schema as null.
  const findings =
    config === undefined
      ? ["(root): Invalid type. Expected: object, given: null"]
      : validateStepConfig(uses, config, true).map(({ path, message, got, allowed }) => {
          const facts = [
            got === undefined ? [] : `got ${got}`,
            allowed === undefined ? [] : `allowed ${allowed}`,
          ].flat();
          return `${path.join(".") || "(root)"}: ${message}${facts.length > 0 ? ` (${facts.join("; ")})` : ""}`;
        });
  if (findings.length > 0) throw new TerminalError(`invalid ${uses} config: ${findings.join("\n")}`);
}

function contextOf(run: PromotionRun, step: InlinedStep, state: Record<string, unknown>): Omit<StepContext, "workDir"> {
  const { project, stage, promotion, freight, targetFreight, freightRequests, outside, signal, actor, uiBaseUrl } = run;
  const pause = run.pause ?? ((milliseconds) => setTimeout(milliseconds, undefined, { signal }));
  return {
    project,
    stage,
    promotion,
    alias: step.as,
    sharedState: structuredClone(state),
    freight,
    targetFreight,
    freightRequests,
    outside,
    signal,
    pause,
    ...(actor === undefined ? {} : { actor }),
    ...(uiBaseUrl === undefined ? {} : { uiBaseUrl }),
  };
}

/** A step's output replaces what an earlier try left, also by nothing; compose-output's is its task's as well. */
function keepOutput(state: Record<string, unknown>, step: InlinedStep, uses: string, attempt: Attempt): void {
  const { error, result } = attempt;
  const output = (error instanceof TerminalError ? error.output : result?.output) ?? null;
  set(state, step.as, output);
  const task = taskOf(step.as);
  if (uses !== "compose-output" || task === undefined) return;
  set(state, task, { ...(state[task] as object | undefined), ...output });
}

function set(target: Record<string, unknown>, name: string, value: unknown): void {
  Object.defineProperty(target, name, { value, enumerable: true, configurable: true, writable: true });
}

/** Source: akuity/kargo v1.11.2, pkg/controller/promotions/promotions.go, terminatePromotion. */
function aborted(
  entry: MetadataDraft | undefined,
  now: Date,
  tell?: (entry: StepExecutionMetadata) => void,
): { readonly phase: PromotionPhase; readonly message: string } {
  if (entry?.startedAt !== undefined && entry.finishedAt === undefined) {
    entry.status = "Aborted";
    entry.finishedAt = timestamp(now);
    tell?.(entry);
  }
  return { phase: "Aborted", message: "Promotion terminated per user request" };
}

/** A step of the open source that has no runner is told apart from one that nobody knows. */
function unknownStep(uses: string): string {
  const name = JSON.stringify(uses);
  if (Object.hasOwn(stepSchemas, uses)) return `step kind ${name} is not carried out here`;
  return (
    `step kind ${name} is not registered; verify the kind is correct; ` +
    "if you are a Kargo Enterprise user, you may need to enable the promotion controller"
  );
}
