import type { Place } from "./place.ts";
import type { RuleSettings } from "./settings.ts";

/** One step of a Stage's promotion template. */
export interface Step {
  readonly place: Place;
  readonly uses: string | undefined;
  /** Name of the PromotionTask it runs. */
  readonly task: string | undefined;
  readonly config: Place;
}

export function stepsPlace(stage: Place): Place {
  return stage.at("spec").required().at("promotionTemplate").at("spec").at("steps");
}

export function stepsOf(stage: Place): readonly Step[] {
  return stepsPlace(stage)
    .items()
    .map((place) => {
      const task = place.at("task").at("name").text();
      return { place, uses: place.at("uses").text(), task, config: place.at("config") };
    });
}

/** Whether a step does `uses`, or a PromotionTask that somebody looked through. */
export function does(steps: readonly Step[], uses: string, { reviewedTasks }: RuleSettings): boolean {
  return steps.some((step) => step.uses === uses || (step.task !== undefined && reviewedTasks.includes(step.task)));
}

/** In CEL: the Stage's steps. */
export const celSteps =
  "(has(object.spec.promotionTemplate) && has(object.spec.promotionTemplate.spec) && has(object.spec.promotionTemplate.spec.steps) ? object.spec.promotionTemplate.spec.steps : [])";
