import { fields } from "../manifests/reading.ts";
import { type Guards, type RuleSettings, ruleSettings } from "../rules/index.ts";
import { settingsTogether } from "../rules/together.ts";
import { type Compiled, protectedStagesOf, targetsOf } from "./compiled.ts";

/**
 * What rules know of these pipelines: what the team says, and what the definitions tell: which Stages are protected, which
 * feed those, and where Argo CD is. The same for the program, the policy pack and the API server.
 */
export function guardSettings(compiled: readonly Compiled[], guards: Guards): RuleSettings {
  const { settings, approval } = guards;
  const targets = compiled.flatMap(targetsOf);
  // Guards stand in the control plane: the Argo CD of another cluster isn't seen there.
  const [argocd] = targets.flatMap(({ application, place }) =>
    place?.shard === undefined ? (application?.metadata.namespace ?? []) : [],
  );
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
    controllers: controllersOf(compiled, guards),
    argocdControllers: there("argocdControllers"),
    argocdServers: there("argocdServers"),
  };
}

/** Kargo's own, and those of the shards that are served or that these pipelines are in, as Slipway names them when it installs them. */
function controllersOf(compiled: readonly Compiled[], { settings, shards: served = [] }: Guards): readonly string[] {
  const { controllers } = settings;
  if (controllers !== ruleSettings.controllers.default) return controllers;
  const objects = compiled.flatMap((each) => [
    ...each.delivery.warehouses,
    ...targetsOf(each).map(({ stage }) => stage),
  ]);
  const shards = [...new Set([...served, ...objects.map(({ spec }) => fields(spec)["shard"])])]
    .filter((each) => each !== undefined)
    .sort();
  const unsharded = controllers.filter((name) => name.endsWith(":kargo-controller"));
  return [...controllers, ...unsharded.flatMap((name) => shards.map((shard) => `${name}-${shard}`))];
}
