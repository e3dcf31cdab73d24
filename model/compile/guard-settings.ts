import { fields } from "../manifests/reading.ts";
import { type Guards, type RuleSettings, ruleSettings } from "../rules/index.ts";
import { settingsTogether } from "../rules/together.ts";
import { type Compiled, protectedStagesOf, targetsOf } from "./compiled.ts";

/**
 * What rules know of these pipelines: what the team says, and what the definitions tell: which Stages are protected, which
 * feed those, and where Argo CD is. The same for the program, the policy pack and the API server.
 */
export function guardSettings(compiled: readonly Compiled[], { settings, approval }: Guards): RuleSettings {
  const targets = compiled.flatMap(targetsOf);
  const [argocd] = targets.flatMap(({ application }) => application?.metadata.namespace ?? []);
  const there = (name: "argocdControllers" | "argocdServers") =>
    argocd === undefined || settings[name] !== ruleSettings[name].default
      ? settings[name]
      : settings[name].map((each) => each.replace(/(?<=^system:serviceaccount:)[^:]+/, argocd));
  const known = { ...settings, protectedStages: [...settings.protectedStages, ...compiled.flatMap(protectedStagesOf)] };
  const verifiedStages = compiled.flatMap((each) => {
    const stages = targetsOf(each).map(({ stage }) => stage);
    return settingsTogether(stages, known).verifiedStages;
  });
  return {
    ...settings,
    protectedStages: [...new Set(known.protectedStages)],
    verifiedStages: [...new Set([...settings.verifiedStages, ...verifiedStages])],
    approvers: [...new Set([...settings.approvers, ...approval.approvers])],
    controllers: controllersOf(compiled, settings),
    argocdControllers: there("argocdControllers"),
    argocdServers: there("argocdServers"),
  };
}

/** Kargo's own, and those of the shards that these pipelines are in, as Slipway names them when it installs them. */
function controllersOf(compiled: readonly Compiled[], { controllers }: RuleSettings): readonly string[] {
  if (controllers !== ruleSettings.controllers.default) return controllers;
  const objects = compiled.flatMap((each) => [
    ...each.delivery.warehouses,
    ...targetsOf(each).map(({ stage }) => stage),
  ]);
  const shards = [...new Set(objects.map(({ spec }) => fields(spec)["shard"]))]
    .filter((each) => each !== undefined)
    .sort();
  const unsharded = controllers.filter((name) => name.endsWith(":kargo-controller"));
  return [...controllers, ...unsharded.flatMap((name) => shards.map((shard) => `${name}-${shard}`))];
}
