import { isTerminal } from "../../../promotion/step-metadata.ts";
import { conditionOf, withConditions, withoutCondition } from "../conditions.ts";
import type { Condition, StageObject, StageStatus } from "../objects.ts";

/**
 * Ready, and why not, out of the other conditions.
 * Source: kargo v1.11.2, summarizeConditions in pkg/controller/stages/regular_stages.go.
 */
export function summarized(stage: StageObject, status: StageStatus, error: Error | undefined, now: Date): StageStatus {
  const observedGeneration = stage.metadata.generation ?? 0;
  const set = (list: readonly Condition[] | undefined, ...conditions: Condition[]) =>
    withConditions(
      list,
      conditions.map((each) => ({ observedGeneration, ...each })),
      now,
    );
  const ready = (
    value: "True" | "False",
    { reason, message = "" }: Pick<Condition, "reason" | "message">,
  ): Condition => ({
    type: "Ready",
    status: value,
    reason,
    message,
  });
  if (error) {
    const failed = ready("False", { reason: "ReconcileError", message: error.message });
    const again = { type: "Reconciling", status: "True", reason: "RetryAfterError" } as const;
    return { ...status, conditions: set(status.conditions, failed, again) };
  }
  const summary = { ...status, freightSummary: freightSummary(stage, status) };
  const because = (condition: Pick<Condition, "reason" | "message">) => ({
    ...summary,
    conditions: set(summary.conditions, ready("False", condition)),
  });
  const promoting = conditionOf(status.conditions, "Promoting");
  if (promoting) return because(promoting);
  const last = status.lastPromotion?.status;
  if (last && isTerminal(last.phase) && last.phase !== "Succeeded") {
    return because({ reason: `LastPromotion${last.phase}`, message: last.message ?? "" });
  }
  const healthy = conditionOf(status.conditions, "Healthy");
  if (healthy?.status !== "True") return because(healthy ?? { reason: "Unhealthy", message: "Stage is not healthy" });
  const verified = conditionOf(status.conditions, "Verified");
  if (verified?.status !== "True")
    return because(verified ?? { reason: "PendingVerification", message: "Stage is not verified" });
  return {
    ...summary,
    observedGeneration,
    conditions: withoutCondition(set(summary.conditions, ready("True", verified)), "Reconciling"),
  };
}

function freightSummary({ spec }: StageObject, { freightHistory }: StageStatus): string {
  const requested = spec.requestedFreight.length;
  const held = Object.values(freightHistory?.[0]?.items ?? {});
  if (requested === 1 && held.length === 1) return held[0]?.name ?? "";
  return `${held.length}/${requested} Fulfilled`;
}
