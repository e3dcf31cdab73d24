import type { KubeObject } from "../../model/object.ts";
import { users } from "../choices.ts";
import { clusterRole, clusterRoleBinding, controller, type Rule, watch } from "./service-account.ts";

/** Namespaces, ServiceAccounts and rights of the controllers that run beside the cluster instead of in it. */
export function accessObjects(): KubeObject[] {
  return [
    { apiVersion: "v1", kind: "Namespace", metadata: { name: "argocd" } },
    ...simulatedNodesAccess(),
    ...controller("kube-system", "pod-runner", podRunnerRules),
    ...controller("argocd", "argocd-application-controller", everything),
    clusterRole(developer, developerRules),
    {
      ...clusterRoleBinding(developer, { namespace: "", name: "" }),
      subjects: [{ apiGroup: "rbac.authorization.k8s.io", kind: "User", name: users.developer.username }],
    },
  ];
}

/** All that a cluster of simulated Nodes needs, where nothing else of the sandbox runs. */
export function simulatedNodesAccess(): KubeObject[] {
  return controller("kube-system", "kwok-controller", kwokRules);
}

/** What of a kubelet's rights (system:node) its stand-in needs, and the Services that kube-proxy watches. */
const podRunnerRules: readonly Rule[] = [
  { apiGroups: [""], resources: ["pods", "services"], verbs: watch },
  { apiGroups: [""], resources: ["pods"], verbs: ["delete"] },
  { apiGroups: [""], resources: ["pods/status"], verbs: ["patch"] },
  { apiGroups: [""], resources: ["configmaps", "secrets"], verbs: ["get"] },
  { apiGroups: [""], resources: ["events"], verbs: ["create"] },
];

const developer = "slipway-developer";

/** May write a Promotion down, which is not the right to promote: that is the verb `promote` on a Stage. */
const developerRules: readonly Rule[] = [
  { apiGroups: ["kargo.akuity.io"], resources: ["*"], verbs: watch },
  { apiGroups: ["kargo.akuity.io"], resources: ["promotions"], verbs: ["create"] },
  { apiGroups: ["argoproj.io"], resources: ["analysisruns", "applications"], verbs: watch },
];

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
