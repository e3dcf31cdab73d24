import type { KubeObject } from "../../model/object.ts";
import {
  clusterRole,
  clusterRoleBinding,
  controller,
  type Rule,
  roleBinding,
  watch,
} from "../cluster/service-account.ts";
import { kargoNamespace, sharedResourcesNamespace } from "./keys.ts";

// What kargo v1.11.2's chart grants its components, in charts/kargo/templates/*/{cluster-roles,roles}.yaml. Left out is
// what no stand-in uses: events, leases, ClusterConfigs.

const kargo = ["kargo.akuity.io"];
const argo = ["argoproj.io"];
/** Of the controller, for one namespace at a time; by this name too it is bound in each Project. */
export const readSecrets = "kargo-controller-read-secrets";
export const kargoController = { namespace: kargoNamespace, name: "kargo-controller" };

/** Namespaces, ServiceAccounts and rights of Kargo's components. */
export function kargoAccess(): KubeObject[] {
  const namespace = (name: string): KubeObject => ({ apiVersion: "v1", kind: "Namespace", metadata: { name } });
  return [
    namespace(kargoNamespace),
    namespace(sharedResourcesNamespace),
    ...controller(kargoNamespace, "kargo-management-controller", managementRules),
    ...controller(kargoNamespace, "kargo-webhooks-server", webhooksRules),
    ...controller(kargoNamespace, kargoController.name, controllerRules),
    clusterRole("kargo-controller-rollouts", rolloutsRules),
    clusterRoleBinding("kargo-controller-rollouts", kargoController),
    clusterRole("kargo-controller-argocd", [
      { apiGroups: argo, resources: ["applications"], verbs: [...watch, "patch"] },
    ]),
    clusterRoleBinding("kargo-controller-argocd", kargoController),
    clusterRole(readSecrets, [{ apiGroups: [""], resources: ["secrets"], verbs: watch }]),
    roleBinding(sharedResourcesNamespace, readSecrets, kargoController),
    ...mayDelete.flatMap(({ role, name }) => [
      clusterRole(role, [{ apiGroups: kargo, resources: ["stages"], verbs: ["promote"] }]),
      clusterRoleBinding(role, { namespace: "kube-system", name }),
    ]),
  ];
}

/** The webhook asks for `promote` before a Promotion goes; these take it along with its Stage or namespace. */
const mayDelete = [
  { role: "kargo-webhooks-server-ns-controller", name: "namespace-controller" },
  { role: "kargo-webhooks-server-generic-gc", name: "generic-garbage-collector" },
];

const managementRules: readonly Rule[] = [
  { apiGroups: [""], resources: ["namespaces"], verbs: [...watch, "create", "delete", "patch"] },
  { apiGroups: ["rbac.authorization.k8s.io"], resources: ["rolebindings"], verbs: ["create"] },
  {
    apiGroups: ["rbac.authorization.k8s.io"],
    resources: ["clusterroles"],
    resourceNames: [readSecrets],
    verbs: ["bind"],
  },
  { apiGroups: kargo, resources: ["projects"], verbs: [...watch, "delete", "patch"] },
  { apiGroups: kargo, resources: ["projects/status"], verbs: ["patch"] },
  { apiGroups: kargo, resources: ["stages", "warehouses"], verbs: ["list"] },
];

const webhooksRules: readonly Rule[] = [
  { apiGroups: [""], resources: ["namespaces"], verbs: [...watch, "create", "update"] },
  {
    apiGroups: kargo,
    resources: [
      "clusterpromotiontasks",
      "freights",
      "projects",
      "projectconfigs",
      "promotiontasks",
      "stages",
      "warehouses",
    ],
    verbs: watch,
  },
  { apiGroups: ["authorization.k8s.io"], resources: ["subjectaccessreviews"], verbs: ["create"] },
];

const controllerRules: readonly Rule[] = [
  { apiGroups: [""], resources: ["configmaps"], verbs: watch },
  { apiGroups: kargo, resources: ["projects", "projectconfigs"], verbs: watch },
  { apiGroups: kargo, resources: ["promotions"], verbs: [...watch, "create"] },
  { apiGroups: kargo, resources: ["freights"], verbs: [...watch, "create", "patch", "update"] },
  { apiGroups: kargo, resources: ["stages"], verbs: [...watch, "patch", "promote"] },
  { apiGroups: kargo, resources: ["clusterpromotiontasks", "promotiontasks", "warehouses"], verbs: watch },
  {
    apiGroups: kargo,
    resources: ["freights/status", "promotions/status", "stages/status", "warehouses/status"],
    verbs: ["patch"],
  },
];

const rolloutsRules: readonly Rule[] = [
  { apiGroups: argo, resources: ["analysistemplates", "clusteranalysistemplates"], verbs: watch },
  { apiGroups: argo, resources: ["analysisruns"], verbs: [...watch, "create", "patch", "deletecollection"] },
];
