import type { StepRunner } from "../step.ts";

/**
 * The runners of Kargo's open source steps, by name. A step that isn't here is not carried out: a Promotion that
 * reaches one says so and ends as Errored.
 */
export const stepRunners: ReadonlyMap<string, StepRunner> = new Map(
  ([] as readonly StepRunner[]).map((runner) => [runner.uses, runner]),
);
