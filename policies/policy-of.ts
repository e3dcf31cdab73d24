import type { ResourceValidationPolicy } from "@pulumi/policy";
import { type Finding, policyName, type Rule, type RuleSettings } from "../model/rules/index.ts";
import { plainObject } from "./plain-object.ts";

/**
 * A guard rule as a mandatory policy. An unknown value in a judged field reaches the rule as such and is a violation by
 * its own verdict; left to the engine it would turn the policy into advice for the whole preview.
 */
export function policyOf(rule: Rule): ResourceValidationPolicy {
  const types = rule.kinds.map(({ apiVersion, kind }) => `kubernetes:${apiVersion}:${kind}`);
  return {
    name: policyName(rule),
    description: rule.title,
    enforcementLevel: "mandatory",
    severity: rule.severity,
    remediationSteps: rule.fix,
    configSchema: { properties: { protectedStages: { type: "array", items: { type: "string" }, default: [] } } },
    validateResource: (args, reportViolation) => {
      if (!types.includes(args.type)) return;
      const { protectedStages = [] } = args.getConfig<Partial<RuleSettings>>();
      for (const finding of rule.check(plainObject(args.props), { protectedStages }))
        reportViolation(violation(rule, finding));
    },
  };
}

function violation(rule: Rule, finding: Finding): string {
  return `${finding.path}: ${finding.message} (got ${finding.got}). ${rule.why}. ${rule.fix}. [${rule.id}]`;
}
