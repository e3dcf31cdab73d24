import type { KubeObject } from "../../model/object.ts";

const rbac = "rbac.authorization.k8s.io/v1";
const watch = ["get", "list", "watch"];

/** Namespaces, ServiceAccounts and rights of the controllers that run beside the cluster instead of in it. */
export function accessObjects(): KubeObject[] {
  return [
    namespace("argocd"),
    namespace("kargo"),
    ...controller("kube-system", "kwok-controller", kwokRules),
    ...controller("argocd", "argocd-application-controller", everything),
    ...controller("kargo", "kargo-management-controller", standInRules),
  ];
}

interface Rule {
  readonly apiGroups?: readonly string[];
  readonly resources?: readonly string[];
  readonly nonResourceURLs?: readonly string[];
  readonly verbs: readonly string[];
}

/** As argo-cd/manifests/cluster-rbac/application-controller grants it. */
const everything: readonly Rule[] = [
  { apiGroups: ["*"], resources: ["*"], verbs: ["*"] },
  { nonResourceURLs: ["*"], verbs: ["*"] },
];

/** As kwok/kustomize/rbac/role.yaml grants it, without kwok's own kinds: its Stages are files here. */
const kwokRules: readonly Rule[] = [
  { apiGroups: [""], resources: ["events"], verbs: [...watch, "create", "delete", "patch", "update"] },
  { apiGroups: [""], resources: ["nodes"], verbs: watch },
  { apiGroups: [""], resources: ["nodes/status", "pods/status"], verbs: ["patch", "update"] },
  { apiGroups: [""], resources: ["pods"], verbs: [...watch, "delete", "patch", "update"] },
  {
    apiGroups: ["coordination.k8s.io"],
    resources: ["leases"],
    verbs: [...watch, "create", "patch", "update"],
  },
];

/** What the stand-in needs of what kargo/charts/kargo/templates/management-controller/cluster-roles.yaml grants. */
const standInRules: readonly Rule[] = [
  { apiGroups: [""], resources: ["namespaces"], verbs: [...watch, "create", "delete", "patch"] },
  { apiGroups: ["kargo.akuity.io"], resources: ["projects"], verbs: [...watch, "delete", "patch"] },
  { apiGroups: ["kargo.akuity.io"], resources: ["projects/status"], verbs: ["patch"] },
  { apiGroups: ["kargo.akuity.io"], resources: ["stages", "warehouses"], verbs: ["list"] },
];

function namespace(name: string): KubeObject {
  return { apiVersion: "v1", kind: "Namespace", metadata: { name } };
}

function controller(inNamespace: string, name: string, rules: readonly Rule[]): KubeObject[] {
  return [
    { apiVersion: "v1", kind: "ServiceAccount", metadata: { name, namespace: inNamespace } },
    { apiVersion: rbac, kind: "ClusterRole", metadata: { name }, rules },
    {
      apiVersion: rbac,
      kind: "ClusterRoleBinding",
      metadata: { name },
      roleRef: { apiGroup: "rbac.authorization.k8s.io", kind: "ClusterRole", name },
      subjects: [{ kind: "ServiceAccount", name, namespace: inNamespace }],
    },
  ];
}
