import type { RegisteredCluster } from "./target-clusters.ts";

/** A rule of a Role. */
export interface PolicyRule {
  readonly apiGroups: readonly string[];
  readonly resources: readonly string[];
  readonly verbs: readonly string[];
}

/** What Argo CD is called in a target cluster; the name that its own CLI gives it. */
export const managerName = "argocd-manager";
/** What Kargo's controller is called in a cluster with an Argo CD of its own. */
export const shardAccount = "kargo-controller";
/** The group by which an IAM role comes to the same rights. */
export const managerGroup = "slipway:argocd-manager";

const write = ["create", "update", "patch", "delete"] as const;

/** What apps are made of, by API group. Roles and RoleBindings aren't: who writes those gives himself every right. */
const usual: Readonly<Record<string, readonly string[]>> = {
  "": ["configmaps", "persistentvolumeclaims", "secrets", "serviceaccounts", "services"],
  apps: ["daemonsets", "deployments", "statefulsets"],
  autoscaling: ["horizontalpodautoscalers"],
  batch: ["cronjobs", "jobs"],
  "networking.k8s.io": ["ingresses", "networkpolicies"],
  policy: ["poddisruptionbudgets"],
};

/**
 * What Argo CD may do in one namespace of a target cluster. It reads every kind there, since its cache lists and watches each
 * kind that the server has, and takes the whole cluster for unreachable when one of those lists is refused; it writes only what
 * apps are made of. Source: sync and processApi of argo-cd/gitops-engine, pkg/cache/cluster.go (3.5.1).
 */
export function managerRules({ resources }: Pick<RegisteredCluster, "resources">): PolicyRule[] {
  const groups = new Map(Object.entries(usual).map(([group, kinds]) => [group, new Set(kinds)]));
  for (const resource of resources) {
    const [kind = "", ...group] = resource.split(".");
    const name = group.join(".");
    groups.set(name, (groups.get(name) ?? new Set()).add(kind));
  }
  return [
    { apiGroups: ["*"], resources: ["*"], verbs: ["get", "list", "watch"] },
    ...[...groups].map(([group, kinds]) => ({ apiGroups: [group], resources: [...kinds].sort(), verbs: write })),
  ];
}

/**
 * What a Kargo controller needs of another cluster's Argo CD. It writes an Event when it starts a sync; beside Kargo the chart's
 * ClusterRole lets it. Sources: templates/argocd/role.yaml of Kargo's chart, logAppEvent of
 * pkg/promotion/runner/builtin/argocd_updater.go (1.11.2).
 */
export const applicationRules: readonly PolicyRule[] = [
  { apiGroups: ["argoproj.io"], resources: ["applications"], verbs: ["get", "list", "patch", "watch"] },
  { apiGroups: [""], resources: ["events"], verbs: ["create"] },
];
