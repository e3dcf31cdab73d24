import type { PolicyConfigSchema, ResourceValidationPolicy } from "@pulumi/policy";
import { readExceptions } from "../model/rules/exceptions.ts";
import { explicitExceptions } from "../model/rules/g40-exceptions.ts";
import { catalogue, levels, policyName } from "../model/rules/index.ts";

/** JSON schema of exceptions; what is wrong with one of them is told by the policy, not by the engine's reader. */
export const exceptionsSchema: PolicyConfigSchema["properties"][string] = {
  type: "array",
  items: { type: "object" },
  default: [],
};

/** Exceptions of the pack's config: those in force now, and what is wrong with the others. */
export function exceptionsIn(config: { readonly exceptions?: unknown }, now: Date) {
  return readExceptions(
    config.exceptions,
    catalogue.map(({ id }) => id),
    now,
  );
}

/**
 * G40 as a policy: a config that was written weeks ago may hold exceptions that have ended since. Asked once, of the stack
 * itself, since no object is an exception.
 */
export const exceptionsPolicy: ResourceValidationPolicy = {
  name: policyName(explicitExceptions),
  description: explicitExceptions.title,
  enforcementLevel: levels[explicitExceptions.level].pack,
  severity: explicitExceptions.severity,
  remediationSteps: explicitExceptions.fix,
  configSchema: { properties: { exceptions: exceptionsSchema } },
  validateResource: (args, reportViolation) => {
    if (args.type !== "pulumi:pulumi:Stack") return;
    for (const { path, message, got, allowed, fix } of exceptionsIn(args.getConfig(), new Date()).problems)
      reportViolation(`${path}: ${message} (got ${got}; allowed ${allowed}). ${fix}. [${explicitExceptions.id}]`);
  },
};
