import { appLabel, environmentLabel } from "../keys.ts";
import type { KubeObject } from "../object.ts";
import { managerName, shardAccount } from "../platform/target-cluster-rights.ts";
import { agentNamespace } from "../platform/target-clusters.ts";
import { type Guards, ownGuards, type RuleSettings, ruleSettings } from "../rules/index.ts";
import { celList } from "../rules/protection.ts";
import type { Place } from "../settings.ts";
import type { Compiled, CompiledEnvironment, CompiledTarget } from "./compiled.ts";
import { concerns, everyAsked, isOfProject, policies } from "./guard-groups.ts";
import { guardSettings } from "./guard-settings.ts";

/**
 * One environment's guards of what it has in other clusters, by the cluster's name; a cluster without any is left out. An API
 * server asks only the policies that stand in it.
 *
 * Where the cluster has an Argo CD of its own: the rules about Applications, AppProjects, namespaces and Pods. Where the
 * platform's Argo CD deploys to it: those about Pods, when settings name the namespace; what else there is to guard stands
 * beside Kargo. No rule of these reads an object of the cluster: everything it goes by is written into the policy.
 */
export function guardsElsewhere(
  compiled: Compiled,
  environment: CompiledEnvironment,
  guards: Guards = ownGuards,
): ReadonlyMap<string, readonly KubeObject[]> {
  if (guards.admissionPolicies === false) return new Map();
  const places = new Map(
    environment.targets.flatMap(({ place }) =>
      place === undefined || isHome(place) ? [] : [[place.cluster, place] as const],
    ),
  );
  const found = [...places].map(([cluster, place]) => {
    const targets = environment.targets.filter((target) => target.place?.cluster === cluster);
    return [cluster, guardsIn(place, compiled, { ...environment, targets }, guards)] as const;
  });
  return new Map(found.filter(([, objects]) => objects.length > 0));
}

/** A place may also be chosen to say that a target stays in the cluster of the stack. */
function isHome({ shard, namespaces }: Place): boolean {
  return shard === undefined && namespaces === undefined;
}

function guardsIn(
  place: Place,
  compiled: Compiled,
  environment: CompiledEnvironment,
  guards: Guards,
): readonly KubeObject[] {
  const { app } = compiled;
  const names = environment.targets.map(({ applicationName }) => applicationName);
  const settings = settingsThere(place, guardSettings([compiled], guards), guards, environment.targets);
  const asked = everyAsked(guards).filter(
    ({ rule, cel }) =>
      cel.group !== "kargo.akuity.io" &&
      !isOfProject(cel) &&
      (place.shard !== undefined || cel.resource === "pods") &&
      concerns(rule, environment, settings),
  );
  // Kargo's API, through which listed actors come, writes nothing there.
  const context = { settings, exceptions: guards.exceptions, breakGlass: { actors: [] } };
  return policies(asked, context, ({ resource }) => {
    const field = resource === "pods" ? "object.metadata.namespace" : "object.metadata.name";
    return {
      // The cluster's name keeps it apart from what stands beside Kargo, should both be one API server.
      name: `${app}.${environment.name}.${place.cluster}`,
      labels: { [appLabel]: app, [environmentLabel]: environment.name },
      condition: `has(${field}) && ${field} in ${celList(names)}`,
    };
  });
}

/**
 * A username means something in its own cluster only. Identities that nobody named are those that Slipway and the charts make
 * there; named ones count in each cluster, beside these.
 */
function settingsThere(
  { shard, argocdNamespace = "argocd" }: Place,
  settings: RuleSettings,
  guards: Guards,
  targets: readonly CompiledTarget[],
): RuleSettings {
  const named = (name: Identities) =>
    guards.settings[name] === ruleSettings[name].default ? [] : guards.settings[name];
  const ofArgoCd = (name: Identities) =>
    (ruleSettings[name].default as readonly string[]).map((each) => account(argocdNamespace, each.split(":").at(-1)));
  const own: Readonly<Record<Identities, readonly string[]>> =
    shard === undefined
      ? { controllers: [], kargoApi: [], argocdControllers: [account(agentNamespace, managerName)], argocdServers: [] }
      : {
          controllers: [account(agentNamespace, shardAccount)],
          kargoApi: [],
          argocdControllers: ofArgoCd("argocdControllers"),
          argocdServers: ofArgoCd("argocdServers"),
        };
  const names = targets.map(({ applicationName }) => applicationName);
  return {
    ...settings,
    ...Object.fromEntries(
      Object.entries(own).map(([name, accounts]) => [name, [...new Set([...named(name as Identities), ...accounts])]]),
    ),
    protectedNamespaces: settings.protectedNamespaces.filter((namespace) => names.includes(namespace)),
  };
}

type Identities = "controllers" | "kargoApi" | "argocdControllers" | "argocdServers";

function account(namespace: string, name = ""): string {
  return `system:serviceaccount:${namespace}:${name}`;
}
