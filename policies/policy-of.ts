import type { PolicyConfigSchema, ResourceValidationArgs, ResourceValidationPolicy } from "@pulumi/policy";
import {
  type Finding,
  levels,
  type ObjectRule,
  policyName,
  type RuleSettings,
  ruleSettings,
  settingsOf,
} from "../model/rules/index.ts";
import { resourceOptions } from "../model/rules/resource-options.ts";
import { plainObject } from "./plain-object.ts";

/**
 * A guard rule as a policy. An unknown value in a judged field reaches the rule as such and is a violation by its own
 * verdict; left to the engine it would turn the policy into advice for the whole preview.
 */
export function policyOf(rule: ObjectRule): ResourceValidationPolicy {
  const types = rule.kinds.map(({ apiVersion, kind }) => `kubernetes:${apiVersion.replace(/^v1$/, "core/v1")}:${kind}`);
  return {
    name: policyName(rule),
    description: rule.title,
    enforcementLevel: levels[rule.level].pack,
    severity: rule.severity,
    remediationSteps: rule.fix,
    configSchema: configSchema(rule),
    validateResource: (args, reportViolation) => {
      if (!types.includes(args.type)) return;
      const settings = settingsOf(args.getConfig<Partial<RuleSettings>>());
      for (const finding of rule.check(judged(args), settings)) reportViolation(violation(rule, finding));
    },
  };
}

function judged({ props, opts }: ResourceValidationArgs): unknown {
  const object = plainObject(props);
  // The engine always tells them; only a caller that isn't the engine may leave them to the object.
  return opts === undefined ? object : { ...(object as object), [resourceOptions]: { protect: opts.protect } };
}

/** Every rule takes the names of protected Stages, so that one config can be given to all. */
function configSchema({ settings }: ObjectRule): PolicyConfigSchema {
  const names = [...new Set(["protectedStages", ...settings] as const)];
  const properties = names.map((name) => [name, { ...ruleSettings[name].schema, default: ruleSettings[name].default }]);
  return { properties: Object.fromEntries(properties) };
}

function violation(rule: ObjectRule, finding: Finding): string {
  return `${finding.path}: ${finding.message} (got ${finding.got}). ${rule.why}. ${rule.fix}. [${rule.id}]`;
}
