const group = "kargo.akuity.io";
const account = (namespace: string, name: string) => `system:serviceaccount:${namespace}:${name}`;
const allow = (apiGroups: string[], resources: string[], verbs: string[]) => ({ apiGroups, resources, verbs });

/** Who asks, and what RBAC lets them. Sources: the pinned charts and manifests of Kargo and Argo CD. */
export const people: Readonly<
  Record<string, { readonly user: string; readonly groups?: string[]; readonly may: object[] }>
> = {
  "Kargo's controller": {
    user: account("kargo", "kargo-controller"),
    may: [
      allow([group], ["promotions"], ["create", "get"]),
      allow([group], ["freights"], ["create", "get", "patch", "update"]),
      allow([group], ["stages"], ["get", "patch", "promote"]),
      allow([group], ["freights/status", "promotions/status", "stages/status", "warehouses/status"], ["patch"]),
      allow(["argoproj.io"], ["applications"], ["get", "patch"]),
    ],
  },
  "Kargo's management controller": {
    user: account("kargo", "kargo-management-controller"),
    may: [
      allow([group], ["projects", "projectconfigs", "projectconfigs/status", "stages"], ["get", "patch", "update"]),
    ],
  },
  "Kargo's API": {
    user: account("kargo", "kargo-api"),
    may: [
      allow([group], ["freights"], ["create", "get", "patch", "delete"]),
      allow([group], ["freights/status"], ["update", "patch"]),
      allow([group], ["projects", "promotiontasks", "stages", "warehouses", "projectconfigs"], ["*"]),
      allow([group], ["promotions"], ["create", "get", "patch"]),
    ],
  },
  "Kargo's garbage collector": {
    user: account("kargo", "kargo-garbage-collector"),
    may: [allow([group], ["freights", "promotions"], ["delete", "get", "list"])],
  },
  // bound by Kubernetes itself
  "Kubernetes' garbage collector": { user: account("kube-system", "generic-garbage-collector"), may: [] },
  "Argo CD's controller": {
    user: account("argocd", "argocd-application-controller"),
    may: [allow(["*"], ["*"], ["*"])],
  },
  "Argo CD's server": {
    user: account("argocd", "argocd-server"),
    may: [allow(["*"], ["*"], ["delete", "get", "patch"])],
  },
  "a promoter": {
    user: "pat",
    may: [
      { ...allow([group], ["stages"], ["promote"]), resourceNames: ["dev", "staging", "prod"] },
      allow([group], ["promotions"], ["create"]),
    ],
  },
  // as kargo-admin of the Project, and trusted with Applications
  "a developer": {
    user: "dora",
    may: [
      allow([group], ["*"], ["*"]),
      allow(
        ["argoproj.io"],
        ["applications", "appprojects", "analysistemplates"],
        ["get", "update", "patch", "delete"],
      ),
    ],
  },
  Pulumi: {
    user: "pulumi",
    may: [
      allow([group, "argoproj.io"], ["*"], ["*"]),
      allow(
        ["admissionregistration.k8s.io"],
        ["validatingadmissionpolicies", "validatingadmissionpolicybindings"],
        ["*"],
      ),
    ],
  },
  "a cluster's administrator": { user: "root", groups: ["system:masters"], may: [] },
};
