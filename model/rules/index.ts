import { noStageSkipping } from "./g01-no-stage-skipping.ts";
import type { Rule } from "./rule.ts";

/** Every guard rule, by id. */
export const rules: readonly Rule[] = [noStageSkipping];

export type { Finding, Rule, RuleSettings } from "./rule.ts";
export { policyName, unknownValue } from "./rule.ts";
