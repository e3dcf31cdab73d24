import { freezeAnchor } from "../freeze/anchor.ts";
import { freezeObjects } from "../freeze/objects.ts";
import { appLabel, environmentLabel } from "../keys.ts";
import type { KubeObject } from "../object.ts";
import { catalogue, type Guards, ownGuards, type RuleSettings } from "../rules/index.ts";
import { celList } from "../rules/protection.ts";
import type { Cel, Level, Rule } from "../rules/rule.ts";
import { type Compiled, type CompiledEnvironment, targetsOf } from "./compiled.ts";
import { type AskedRule, type GuardContext, type GuardScope, guardPolicy } from "./guard-policy.ts";
import { guardSettings } from "./guard-settings.ts";
import { livingStages } from "./living-stages.ts";

/**
 * ValidatingAdmissionPolicies and their bindings for one pipeline: of every rule that the API server can hold, those of the
 * Project first, then each environment's. Which Stages are protected is written into them, so that nobody opens one by
 * taking a label away.
 *
 * @param guards what the team says. Default: every rule's own level, nothing else
 */
export function guardObjects(compiled: Compiled, guards: Guards = ownGuards): KubeObject[] {
  return [
    ...deliveryGuards(compiled, guards),
    ...compiled.environments.flatMap((environment) => environmentGuards(compiled, environment, guards)),
  ];
}

/** The part that every environment goes by: the Project's own objects, its deletion, and Stages that no environment has. */
export function deliveryGuards(compiled: Compiled, guards: Guards = ownGuards): KubeObject[] {
  if (guards.admissionPolicies === false) return [];
  const { app, project } = compiled;
  const stages = targetsOf(compiled).map(({ stageName }) => stageName);
  const scope = { name: app, namespace: project, labels: { [appLabel]: app } };
  const asked = everyAsked(guards).filter(({ cel }) => isOfProject(cel));
  const own = policies(asked, compiled, guards, ({ resource }) =>
    resource === "stages" ? { ...scope, condition: `!(object.metadata.name in ${celList(stages)})` } : scope,
  );
  return [...own, ...livingStages(compiled, guards), ...freezeAnchor(compiled, guards)];
}

/** One environment's part: its Stages, Promotions to them, its Applications, AppProjects and namespaces, and what freezes it. */
export function environmentGuards(
  compiled: Compiled,
  environment: CompiledEnvironment,
  guards: Guards = ownGuards,
): KubeObject[] {
  if (guards.admissionPolicies === false) return [];
  const { app, project } = compiled;
  const labels = { [appLabel]: app, [environmentLabel]: environment.name };
  const scope = { name: `${app}.${environment.name}`, labels };
  const stages = celList(environment.targets.map(({ stageName }) => stageName));
  const names = celList(environment.targets.map(({ applicationName }) => applicationName));
  const settings = guardSettings([compiled], guards);
  const asked = everyAsked(guards).filter(
    ({ rule, cel }) => (cel.resource === "stages" || !isOfProject(cel)) && concerns(rule, environment, settings),
  );
  const own = policies(asked, compiled, guards, ({ resource }) => {
    if (resource === "stages") return { ...scope, namespace: project, condition: `object.metadata.name in ${stages}` };
    if (resource === "promotions") return { ...scope, namespace: project, condition: `object.spec.stage in ${stages}` };
    const field = resource === "pods" ? "object.metadata.namespace" : "object.metadata.name";
    return { ...scope, condition: `has(${field}) && ${field} in ${names}` };
  });
  return [...own, ...freezeObjects(compiled, environment, { ...guards, settings })];
}

interface AskedAt extends AskedRule {
  readonly level: Level;
}

function everyAsked({ levels }: Guards): AskedAt[] {
  return catalogue.flatMap((rule) =>
    (rule.cel ?? []).map((cel) => ({ rule, cel, level: levels[rule.id] ?? rule.level })),
  );
}

/** One policy for all rules of a resource at a level. */
function policies(
  asked: readonly AskedAt[],
  compiled: Compiled,
  guards: Guards,
  scopeOf: (cel: Cel) => GuardScope,
): KubeObject[] {
  const { exceptions, breakGlass } = guards;
  const context: GuardContext = { settings: guardSettings([compiled], guards), exceptions, breakGlass };
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
function isOfProject({ group, resource }: Cel): boolean {
  return resource === "analysistemplates" || (group === "kargo.akuity.io" && resource !== "promotions");
}

/** Rules about what is protected ask for nothing in an environment that isn't, unless the team names what is in it. */
function concerns(
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
