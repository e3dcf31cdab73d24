import { noStageSkipping } from "./g01-no-stage-skipping.ts";
import type { ObjectRule, Rule } from "./rule.ts";

/** Every guard rule, by id, also those that no single object can break. */
export const catalogue: readonly Rule[] = [noStageSkipping];

/** The rules that judge single objects: those of the policy pack. */
export const rules: readonly ObjectRule[] = catalogue.filter((rule): rule is ObjectRule => rule.check !== undefined);

export { levels } from "./levels.ts";
export type { Finding, ObjectRule, Rule } from "./rule.ts";
export { policyName, unknownValue } from "./rule.ts";
export { type RuleSettings, ruleSettings, settingsOf } from "./settings.ts";
