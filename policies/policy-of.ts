import type { PolicyConfigSchema, ResourceValidationArgs, ResourceValidationPolicy } from "@pulumi/policy";
import {
  exceptionFor,
  type Finding,
  levels,
  type ObjectRule,
  policyName,
  type Rule,
  type RuleSettings,
  ruleSettings,
  settingsOf,
} from "../model/rules/index.ts";
import { resourceOptions } from "../model/rules/resource-options.ts";
import { exceptionsIn, exceptionsSchema } from "./exceptions-policy.ts";
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
      const { exceptions, ...given } = args.getConfig<Partial<RuleSettings> & { exceptions?: unknown }>();
      const object = judged(args);
      if (isExcepted(rule, object, exceptions)) return;
      for (const finding of rule.check(object, settingsOf(given))) reportViolation(violation(rule, finding));
    },
  };
}

/** What can't be told of an object, since it isn't known yet, is excepted from nothing; nor is it by what is over. */
export function isExcepted(rule: Rule, object: unknown, given: unknown): boolean {
  if (given === undefined) return false;
  const { exceptions } = exceptionsIn({ exceptions: given }, new Date());
  const { kind, metadata } = object as { kind?: unknown; metadata?: { name?: unknown; namespace?: unknown } };
  const { name, namespace } = metadata ?? {};
  if (typeof kind !== "string" || typeof name !== "string") return false;
  const place = typeof namespace === "string" ? namespace : undefined;
  return exceptionFor(exceptions, rule.id, { kind, name, namespace: place }) !== undefined;
}

function judged({ props, opts }: ResourceValidationArgs): unknown {
  const object = plainObject(props);
  // The engine always tells them; only a caller that isn't the engine may leave them to the object.
  return opts === undefined ? object : { ...(object as object), [resourceOptions]: { protect: opts.protect } };
}

/** Every rule takes the names of protected Stages and its exceptions, so that one config can be given to all. */
export function configSchema({ settings }: Rule): PolicyConfigSchema {
  const names = [...new Set(["protectedStages", ...settings] as const)];
  const properties = names.map((name) => [name, { ...ruleSettings[name].schema, default: ruleSettings[name].default }]);
  return { properties: { ...Object.fromEntries(properties), exceptions: exceptionsSchema } };
}

export function violation(rule: Rule, finding: Finding): string {
  return `${finding.path}: ${finding.message} (got ${finding.got}). ${rule.why}. ${rule.fix}. [${rule.id}]`;
}
