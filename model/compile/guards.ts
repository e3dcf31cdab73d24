import type { KubeObject } from "../object.ts";
import { catalogue, type Guards, ownGuards } from "../rules/index.ts";
import { celList } from "../rules/protection.ts";
import type { Cel } from "../rules/rule.ts";
import type { Compiled } from "./compiled.ts";
import { type GuardScope, guardPolicies } from "./guard-policy.ts";

/**
 * ValidatingAdmissionPolicies and their bindings for one pipeline: of every rule that the API server can hold. Which Stages
 * are protected is written into them, so that nobody opens one by taking a label away.
 *
 * @param guards the team's settings and levels. Default: every rule's own.
 */
export function guardObjects(compiled: Compiled, guards: Guards = ownGuards): KubeObject[] {
  const protectedStages = [...new Set([...guards.settings.protectedStages, ...protectedStagesOf(compiled)])];
  const settings = { ...guards.settings, protectedStages };
  return catalogue.flatMap((rule) =>
    guardPolicies(rule, settings, guards.levels[rule.id] ?? rule.level, (cel) => scopeOf(cel, compiled)),
  );
}

/** Stages of protected environments. */
export function protectedStagesOf({ environments }: Compiled): string[] {
  return environments
    .filter((environment) => environment.protected)
    .flatMap(({ targets }) => targets.map(({ stageName }) => stageName));
}

/** Kargo's objects stand in the Project's namespace; of all others, those that have this pipeline's names. */
function scopeOf(cel: Cel, { app, project, environments }: Compiled): GuardScope {
  if (cel.group === "kargo.akuity.io" || cel.resource === "analysistemplates") return { name: app, namespace: project };
  const targets = environments.flatMap((environment) => environment.targets);
  const names = celList(targets.map(({ applicationName }) => applicationName));
  const field = cel.resource === "pods" ? "object.metadata.namespace" : "object.metadata.name";
  return { name: app, condition: `has(${field}) && ${field} in ${names}` };
}
