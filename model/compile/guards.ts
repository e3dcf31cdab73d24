import { freezeAnchor } from "../freeze/anchor.ts";
import { freezeObjects } from "../freeze/objects.ts";
import { appLabel, environmentLabel } from "../keys.ts";
import type { KubeObject } from "../object.ts";
import { type Guards, ownGuards } from "../rules/index.ts";
import { celList } from "../rules/protection.ts";
import { type Compiled, type CompiledEnvironment, targetsOf } from "./compiled.ts";
import { concerns, everyAsked, isOfProject, policies } from "./guard-groups.ts";
import type { GuardContext } from "./guard-policy.ts";
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
  const own = policies(asked, contextOf(compiled, guards), ({ resource }) =>
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
  const own = policies(asked, contextOf(compiled, guards), ({ resource }) => {
    if (resource === "stages") return { ...scope, namespace: project, condition: `object.metadata.name in ${stages}` };
    if (resource === "promotions") return { ...scope, namespace: project, condition: `object.spec.stage in ${stages}` };
    const field = resource === "pods" ? "object.metadata.namespace" : "object.metadata.name";
    return { ...scope, condition: `has(${field}) && ${field} in ${names}` };
  });
  return [...own, ...freezeObjects(compiled, environment, { ...guards, settings })];
}

function contextOf(compiled: Compiled, guards: Guards): GuardContext {
  const { exceptions, breakGlass } = guards;
  return { settings: guardSettings([compiled], guards), exceptions, breakGlass };
}
