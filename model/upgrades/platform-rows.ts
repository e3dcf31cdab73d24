import type { UpgradeRow } from "./row.ts";

const notes = (file: string) => `docs/docs/80-release-notes/${file}`;

/** What happened, or is announced, to Argo CD's objects, to Kargo's annotation on them, and to the chart's values. */
export const platformRows: readonly UpgradeRow[] = [
  {
    id: "authorized-stage-glob",
    product: "kargo",
    where: {
      kinds: ["argoproj.io/Application"],
      field: "metadata.annotations",
      value: (annotations) => /\*/.test(authorized(annotations)),
    },
    happens: "argocd-update refuses an authorized-stage with *",
    fix: "Name each Stage: <project>:<stage>, with commas between them",
    source: "pkg/api/stage.go",
  },
  {
    id: "authorized-stage-list",
    product: "kargo",
    until: "1.11",
    where: {
      kinds: ["argoproj.io/Application"],
      field: "metadata.annotations",
      value: (annotations) => /,/.test(authorized(annotations)),
    },
    happens: "authorized-stage names one Stage only",
    fix: "Name one Stage, or upgrade Kargo",
    source: notes("88-v1.11.0.md#promotion-improvements"),
  },
  {
    id: "default-service-account-value",
    product: "kargo",
    since: "1.11",
    severity: "warning",
    where: { chartValue: "rbac.useDefaultServiceAccount" },
    happens: "the chart has no such value",
    fix: "Remove it",
    source: notes("88-v1.11.0.md#breaking-changes"),
  },
  {
    id: "automount-value",
    product: "kargo",
    since: "1.11",
    severity: "warning",
    where: { chartValue: "rbac.disableAutomountServiceAccountToken" },
    happens: "the chart has no such value",
    fix: "Remove it",
    source: notes("88-v1.11.0.md#breaking-changes"),
  },
  {
    id: "global-credentials",
    product: "kargo",
    since: "1.12",
    deprecated: "1.9",
    where: { chartValue: "controller.globalCredentials.namespaces" },
    happens: "credentials in global credentials namespaces aren't found",
    fix: "Move them to the namespace of global.sharedResources.namespace",
    source: notes("100-deprecations.md"),
  },
  {
    id: "cluster-secrets-namespace",
    product: "kargo",
    since: "1.12",
    deprecated: "1.9",
    where: { chartValue: "global.clusterSecretsNamespace" },
    happens: "the upgrade fails while clusterSecretsNamespace is set",
    fix: "Move its Secrets to the namespace of global.systemResources.namespace and remove the value",
    source: "charts/kargo/values.yaml",
  },
  {
    id: "nested-selectors",
    product: "argocd",
    since: "3.0",
    severity: "warning",
    where: {
      kinds: ["argoproj.io/ApplicationSet"],
      field: "spec.applyNestedSelectors",
      value: (apply) => apply !== true,
    },
    happens: "applyNestedSelectors is ignored, and nested selectors always apply",
    fix: "Remove the field, and the nested selectors that must not apply",
    source: "argo-cd: docs/operator-manual/upgrading/2.14-3.0.md",
  },
  {
    id: "argocd-cm-repositories",
    product: "argocd",
    since: "3.0",
    where: {
      kinds: ["/ConfigMap"],
      name: "argocd-cm",
      field: "data",
      value: (data) =>
        ["repositories", "repository.credentials", "helm.repositories"].some((key) => key in Object(data)),
    },
    happens: "repositories in argocd-cm aren't read",
    fix: "Make a Secret labelled argocd.argoproj.io/secret-type: repository for each",
    source: "argo-cd: docs/operator-manual/upgrading/2.14-3.0.md",
  },
  {
    id: "hydration-root",
    product: "argocd",
    since: "3.2",
    where: {
      kinds: ["argoproj.io/Application"],
      field: "spec.sourceHydrator.syncSource.path",
      value: (path) => typeof path === "string" && /^\.?\/?$/.test(path),
    },
    happens: "manifests can't be hydrated into the repository's root",
    fix: "Give syncSource.path a folder of its own",
    source: "argo-cd: docs/operator-manual/upgrading/3.1-3.2.md",
  },
];

function authorized(annotations: unknown): string {
  const stages = (Object(annotations) as Record<string, unknown>)["kargo.akuity.io/authorized-stage"];
  return typeof stages === "string" ? stages : "";
}
