import type { InlinedStep } from "./promotion-step.ts";
import type { StepStatus } from "./step.ts";

/** One entry of `status.stepExecutionMetadata` of a Promotion, as its CRD has it: what is empty is left out. */
export interface StepExecutionMetadata {
  readonly alias: string;
  readonly startedAt?: string;
  readonly finishedAt?: string;
  readonly errorCount?: number;
  readonly status?: StepStatus;
  readonly message?: string;
  readonly continueOnError?: boolean;
}

/** The same as a live object shows it, whichever Kargo wrote it. */
export type LiveStepMetadata = Partial<Omit<StepExecutionMetadata, "status">> & { readonly status?: string };

/** The same while it is being written. */
export type MetadataDraft = { -readonly [Key in keyof StepExecutionMetadata]: StepExecutionMetadata[Key] };

/** How a Promotion ended, or that it goes on. */
export type PromotionPhase = "Running" | "Succeeded" | "Failed" | "Errored" | "Aborted";

/** Whether a Promotion has come to its end. Source: akuity/kargo v1.11.2, api/v1alpha1, PromotionPhase.IsTerminal. */
export function isTerminal(phase: string | undefined): boolean {
  return phase !== undefined && ["Succeeded", "Failed", "Errored", "Aborted"].includes(phase);
}

const severity: Readonly<Record<StepStatus, number>> = {
  Succeeded: 0,
  Skipped: 1,
  Running: 2,
  Aborted: 3,
  Failed: 4,
  Errored: 5,
};

/** True when a step failed that doesn't continue on error: steps without an `if` are skipped from then on. */
export function hasFailures(metadata: readonly StepExecutionMetadata[]): boolean {
  return metadata.some(
    ({ status, continueOnError }) => !continueOnError && (status === "Errored" || status === "Failed"),
  );
}

/** Finds the entry of a step, or adds it. */
export function entryOf(metadata: MetadataDraft[], step: InlinedStep): MetadataDraft {
  const known = metadata.find(({ alias }) => alias === step.as);
  if (known !== undefined) return known;
  const entry: MetadataDraft = { alias: step.as, ...(step.continueOnError ? { continueOnError: true } : {}) };
  metadata.push(entry);
  return entry;
}

/**
 * The phase that all steps together make, and the message of the worst one; a step that continues on error doesn't
 * count. Source: akuity/kargo v1.11.2, pkg/promotion/orchestrator.go, DetermineFinalPhase.
 */
export function finalPhase(
  steps: readonly InlinedStep[],
  metadata: readonly StepExecutionMetadata[],
): { readonly phase: PromotionPhase; readonly message?: string } {
  let worst: StepStatus = "Succeeded";
  let message: string | undefined;
  for (const [index, entry] of metadata.entries()) {
    const status = entry.status ?? "Errored";
    if (steps[index]?.continueOnError || severity[status] <= severity[worst]) continue;
    worst = status;
    message = entry.message;
  }
  const phase = worst === "Skipped" ? "Succeeded" : worst === "Running" ? "Errored" : worst;
  return message === undefined ? { phase } : { phase, message };
}
