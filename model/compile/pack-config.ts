import { explicitExceptions } from "../rules/g40-exceptions.ts";
import { catalogue, type Guards, levels, ownGuards, policyName } from "../rules/index.ts";
import { asksTogether, togetherName } from "../rules/together.ts";
import type { Compiled } from "./compiled.ts";
import { guardSettings } from "./guard-settings.ts";

/** What the policy pack is told: by policy, as `pulumi up --policy-pack-config` takes it. */
export type PackConfig = Readonly<Record<string, Readonly<Record<string, unknown>>>>;

/**
 * The policy pack's config for these pipelines, from the same word of the team that the program and the API server go by.
 * A policy is told its level only where the team's differs from the rule's own.
 */
export function packConfig(compiled: readonly Compiled[], guards: Guards = ownGuards): PackConfig {
  const settings = guardSettings(compiled, guards);
  const level = (id: string) => {
    const chosen = guards.levels[id];
    return chosen === undefined ? {} : { enforcementLevel: levels[chosen].pack };
  };
  const policies = catalogue.flatMap((rule) => {
    const names = [...new Set(["protectedStages", ...rule.settings] as const)];
    const own = guards.exceptions.filter((exception) => exception.rule === rule.id);
    const config = {
      ...level(rule.id),
      ...Object.fromEntries(names.map((name) => [name, settings[name]])),
      ...(own.length === 0 ? {} : { exceptions: own }),
    };
    const alone = rule.check === undefined ? [] : [policyName(rule)];
    const together = asksTogether(rule) ? [togetherName(rule)] : [];
    return [...alone, ...together].map((name) => [name, config] as const);
  });
  const { id } = explicitExceptions;
  const all = { ...level(id), exceptions: guards.exceptions };
  return Object.fromEntries([...policies, [policyName(explicitExceptions), all]]);
}
