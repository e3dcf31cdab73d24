import type { StackValidationPolicy } from "@pulumi/policy";
import { levels, type Rule, type RuleSettings, settingsOf } from "../model/rules/index.ts";
import { findingsAmong, isOfKinds, namespaceOf, settingsTogether, togetherName } from "../model/rules/together.ts";
import { plainObject } from "./plain-object.ts";
import { configSchema, isExcepted, violation } from "./policy-of.ts";

/**
 * What a rule says once it sees all objects of a stack together, beside what it says of each alone. Judged after the last
 * resource was previewed; in an update without preview, only after the last was made.
 */
export function policyTogether(rule: Rule): StackValidationPolicy {
  return {
    name: togetherName(rule),
    description: `${rule.title}, told by all objects of a stack together`,
    enforcementLevel: levels[rule.level].pack,
    severity: rule.severity,
    remediationSteps: rule.fix,
    configSchema: configSchema(rule),
    validateStack: (args, reportViolation) => {
      const { exceptions, ...given } = args.getConfig<Partial<RuleSettings> & { exceptions?: unknown }>();
      const alone = settingsOf(given);
      const objects = args.resources
        .filter(({ type }) => type.startsWith("kubernetes:kargo.akuity.io/"))
        .map(({ urn, props }) => ({ urn, object: plainObject(props) }));
      for (const project of Map.groupBy(objects, ({ object }) => namespaceOf(object)).values()) {
        const among = project.map(({ object }) => object);
        const settings = settingsTogether(among, alone);
        for (const { urn, object } of project) {
          if (!isOfKinds(rule, object) || isExcepted(rule, object, exceptions)) continue;
          const told = new Set(rule.check?.(object, alone).map(({ path }) => path));
          for (const finding of findingsAmong(rule, object, among, settings))
            if (!told.has(finding.path)) reportViolation(violation(rule, finding), urn);
        }
      }
    },
  };
}
