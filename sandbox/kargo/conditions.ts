import { timestamp } from "../../model/timestamp.ts";
import type { Condition } from "./objects.ts";

/**
 * A list of conditions with some set. One that says the same stays as it was; a changed one keeps its time, as Kargo
 * v1.11.2 leaves it (pkg/conditions/conditions.go).
 */
export function withConditions(
  list: readonly Condition[] | undefined,
  wanted: readonly Condition[],
  now: Date,
): Condition[] {
  const result = [...(list ?? [])];
  for (const condition of wanted) {
    const index = result.findIndex(({ type }) => type === condition.type);
    const old = result[index];
    if (old && same(old, condition) && (old.observedGeneration ?? 0) >= (condition.observedGeneration ?? 0)) continue;
    const complete = { message: "", ...condition, lastTransitionTime: old?.lastTransitionTime ?? timestamp(now) };
    if (old) result[index] = complete;
    else result.push(complete);
  }
  return result;
}

export function withoutCondition(list: readonly Condition[] | undefined, ...types: readonly string[]): Condition[] {
  return (list ?? []).filter(({ type }) => !types.includes(type));
}

export function conditionOf(list: readonly Condition[] | undefined, type: string): Condition | undefined {
  return list?.find((condition) => condition.type === type);
}

function same(a: Condition, b: Condition): boolean {
  return a.status === b.status && a.reason === b.reason && (a.message ?? "") === (b.message ?? "");
}
