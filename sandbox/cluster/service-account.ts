import type { KubeObject } from "../../model/object.ts";

const rbac = "rbac.authorization.k8s.io/v1";

/** What may be read by listing and following. */
export const watch = ["get", "list", "watch"] as const;

export interface Rule {
  readonly apiGroups?: readonly string[];
  readonly resources?: readonly string[];
  readonly resourceNames?: readonly string[];
  readonly nonResourceURLs?: readonly string[];
  readonly verbs: readonly string[];
}

/** A ServiceAccount and a ClusterRole of its name that it has in the whole cluster. */
export function controller(inNamespace: string, name: string, rules: readonly Rule[]): KubeObject[] {
  return [
    { apiVersion: "v1", kind: "ServiceAccount", metadata: { name, namespace: inNamespace } },
    clusterRole(name, rules),
    clusterRoleBinding(name, { namespace: inNamespace, name }),
  ];
}

export function clusterRole(name: string, rules: readonly Rule[]): KubeObject {
  return { apiVersion: rbac, kind: "ClusterRole", metadata: { name }, rules };
}

/** Gives a ServiceAccount a ClusterRole in the whole cluster. */
export function clusterRoleBinding(
  name: string,
  serviceAccount: { readonly namespace: string; readonly name: string },
): KubeObject {
  return {
    apiVersion: rbac,
    kind: "ClusterRoleBinding",
    metadata: { name },
    roleRef: { apiGroup: "rbac.authorization.k8s.io", kind: "ClusterRole", name },
    subjects: [{ kind: "ServiceAccount", ...serviceAccount }],
  };
}

/** Gives a ServiceAccount a ClusterRole in one namespace. */
export function roleBinding(
  inNamespace: string,
  name: string,
  serviceAccount: { readonly namespace: string; readonly name: string },
): KubeObject {
  return {
    apiVersion: rbac,
    kind: "RoleBinding",
    metadata: { name, namespace: inNamespace },
    roleRef: { apiGroup: "rbac.authorization.k8s.io", kind: "ClusterRole", name },
    subjects: [{ kind: "ServiceAccount", ...serviceAccount }],
  };
}
