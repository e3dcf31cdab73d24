import { goDuration, goNanoseconds } from "../model/duration.ts";
import { timestamp } from "../model/timestamp.ts";
import { messageOf } from "./evaluator.ts";
import type { InlinedStep } from "./promotion-step.ts";
import { type StepResult, type StepRunner, TerminalError } from "./step.ts";
import type { MetadataDraft } from "./step-metadata.ts";

/** One try of a step: what it returned, or what it threw. */
export type Attempt =
  | { readonly result: StepResult; readonly error?: undefined }
  | { readonly error: unknown; readonly result?: undefined };

/** Whether the Promotion goes on to the next step; otherwise this one is tried again, for the reason given. */
export type Completion = { readonly done: true } | { readonly done: false; readonly error?: string };

/**
 * Writes down what one try of a step came to and decides whether the step is through with.
 * Source: akuity/kargo v1.11.2, pkg/promotion/local_orchestrator.go, reconcileResultWithMetadata and
 * determineStepCompletion; the wording of errors from local_executor.go.
 */
export function completeStep(
  entry: MetadataDraft,
  step: InlinedStep,
  runner: StepRunner,
  attempt: Attempt,
  now: Date,
): Completion {
  const alias = JSON.stringify(step.as);
  const finish = (status: MetadataDraft["status"], message?: string): Completion => {
    if (status !== undefined) entry.status = status;
    write(entry, message ?? entry.message);
    entry.finishedAt ??= timestamp(now);
    return { done: true };
  };
  const { status, error, terminal } = outcome(attempt, alias);
  entry.status = status;
  write(entry, error ?? attempt.result?.message);
  if (status === "Succeeded" || status === "Skipped" || status === "Aborted") return finish(status);
  if (terminal && error !== undefined) {
    return status === "Failed"
      ? finish("Failed", error)
      : finish("Errored", `an unrecoverable error occurred: ${error}`);
  }
  if (error !== undefined) {
    entry.errorCount = (entry.errorCount ?? 0) + 1;
    const threshold = step.retry?.errorThreshold || runner.defaultErrorThreshold || 1;
    if (entry.errorCount >= threshold) {
      return finish(status, `step ${alias} met error threshold of ${threshold}: ${entry.message}`);
    }
  }
  const timeout = timeoutOf(step, runner);
  if (timeout > 0 && now.getTime() - Date.parse(entry.startedAt ?? timestamp(now)) > timeout) {
    return finish("Errored", `step ${alias} timed out after ${spelled(timeout)}`);
  }
  if (error === undefined) return { done: false };
  entry.message = `${entry.message}; step will be retried`;
  return { done: false, error };
}

/** After how many milliseconds a step that isn't through counts as failed; 0 is never. */
export function timeoutOf(step: InlinedStep, runner: StepRunner): number {
  const written = step.retry?.timeout;
  if (written === undefined) return runner.defaultTimeout ?? 0;
  return Number(goNanoseconds(written) ?? 0n) / 1e6;
}

function outcome({ result, error }: Attempt, alias: string) {
  if (error instanceof TerminalError) {
    const prefix = error.status === "Errored" ? `error running step ${alias}` : `step ${alias}`;
    return { status: error.status, error: `${prefix}: ${error.message}`, terminal: true } as const;
  }
  if (error !== undefined) {
    return { status: "Errored", error: `error running step ${alias}: ${messageOf(error)}`, terminal: false } as const;
  }
  const { status = "Errored", message } = result ?? {};
  if (status === "Failed") return { status, error: `step ${alias}: ${message ?? "failed"}`, terminal: true } as const;
  if (status === "Errored") {
    return { status, error: `step ${alias} errored: ${message || "no details provided"}`, terminal: false } as const;
  }
  return { status, error: undefined, terminal: false } as const;
}

function write(entry: MetadataDraft, message: string | undefined): void {
  if (message) entry.message = message;
  else delete entry.message;
}

function spelled(milliseconds: number): string {
  return milliseconds % 1000 === 0 ? goDuration(BigInt(milliseconds / 1000)) : `${milliseconds}ms`;
}
