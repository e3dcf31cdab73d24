import type { KubeObject } from "../object.ts";
import { catalogue, type Guards, type RuleSettings } from "../rules/index.ts";
import type { Cel, Level, Rule } from "../rules/rule.ts";
import type { CompiledEnvironment } from "./compiled.ts";
import { type AskedRule, type GuardContext, type GuardScope, guardPolicy } from "./guard-policy.ts";

/** A rule asked of one of its resources, at the level that the team has it at. */
export interface AskedAt extends AskedRule {
  readonly level: Level;
}

/** Every rule that the API server can hold, once for each resource. */
export function everyAsked({ levels }: Guards): AskedAt[] {
  return catalogue.flatMap((rule) =>
    (rule.cel ?? []).map((cel) => ({ rule, cel, level: levels[rule.id] ?? rule.level })),
  );
}

/** One policy for all rules of a resource at a level. */
export function policies(
  asked: readonly AskedAt[],
  context: GuardContext,
  scopeOf: (cel: Cel) => GuardScope,
): KubeObject[] {
  const groups = new Map<string, [AskedAt, ...AskedAt[]]>();
  for (const each of asked) {
    const key = `${each.cel.group}/${each.cel.resource} ${each.level}`;
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [each]);
    else group.push(each);
  }
  return [...groups.values()].flatMap((group) => guardPolicy(group, group[0].level, context, scopeOf(group[0].cel)));
}

/** Kargo's objects stand in the Project's namespace, and so do AnalysisTemplates; Promotions belong to their Stage. */
export function isOfProject({ group, resource }: Cel): boolean {
  return resource === "analysistemplates" || (group === "kargo.akuity.io" && resource !== "promotions");
}

/** Rules about what is protected ask for nothing in an environment that isn't, unless the team names what is in it. */
export function concerns(
  rule: Rule,
  { protected: isProtected, targets }: CompiledEnvironment,
  settings: RuleSettings,
): boolean {
  if (rule.judges === "all" || isProtected) return true;
  const { protectedStages, upstreams, protectedNamespaces } = settings;
  const reads = (name: "verifiedStages" | "autoPromotedStages") => (rule.settings.includes(name) ? settings[name] : []);
  const followed = rule.settings.includes("upstreams") ? Object.keys(upstreams) : [];
  const named = [...protectedStages, ...reads("verifiedStages"), ...reads("autoPromotedStages"), ...followed];
  return targets.some(
    ({ stageName, applicationName }) => named.includes(stageName) || protectedNamespaces.includes(applicationName),
  );
}
