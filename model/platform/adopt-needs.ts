import { imageName, type Workload } from "./adopt-answers.ts";
import type { Part } from "./charts.ts";

/** What a pipeline, or another part, needs of one that somebody else installed. */
export interface Needs {
  readonly groupVersion: string;
  readonly kinds: readonly string[];
  /** `app.kubernetes.io/component` of what has to run, as manifests and charts name it; names end with it. */
  readonly components: readonly string[];
  /** `app.kubernetes.io/name` of the same, to find them in another namespace. */
  readonly products: readonly string[];
  /** Last part of the repositories of its images, whatever mirror they come through; their tags are its version. */
  readonly images: readonly string[];
  /** Names of all CRDs that its chart makes. */
  readonly crds: readonly string[];
}

/** Kinds by what Slipway registers and Kargo reads; components by each project's own manifests and chart. */
export const needs: Readonly<Record<Part, Needs>> = {
  certManager: {
    groupVersion: "cert-manager.io/v1",
    kinds: ["Certificate", "Issuer"],
    components: ["controller", "webhook", "cainjector"],
    products: ["cert-manager", "webhook", "cainjector"],
    images: ["cert-manager-controller", "cert-manager-webhook", "cert-manager-cainjector"],
    crds: [
      ...["certificaterequests", "certificates", "clusterissuers", "issuers"].map((each) => `${each}.cert-manager.io`),
      ...["challenges", "orders"].map((each) => `${each}.acme.cert-manager.io`),
    ],
  },
  argoRollouts: {
    groupVersion: "argoproj.io/v1alpha1",
    kinds: ["AnalysisRun", "AnalysisTemplate", "Rollout"],
    components: ["rollouts-controller"],
    products: ["argo-rollouts"],
    images: ["argo-rollouts"],
    crds: ["analysisruns", "analysistemplates", "clusteranalysistemplates", "experiments", "rollouts"].map(
      (each) => `${each}.argoproj.io`,
    ),
  },
  argocd: {
    groupVersion: "argoproj.io/v1alpha1",
    kinds: ["AppProject", "Application"],
    components: ["application-controller", "repo-server"],
    products: ["argocd-application-controller", "argocd-repo-server"],
    images: ["argocd"],
    crds: ["applications", "applicationsets", "appprojects"].map((each) => `${each}.argoproj.io`),
  },
  kargo: {
    groupVersion: "kargo.akuity.io/v1alpha1",
    kinds: [
      "ClusterConfig",
      "ClusterPromotionTask",
      "Freight",
      "Project",
      "ProjectConfig",
      "Promotion",
      "PromotionTask",
      "Stage",
      "Warehouse",
    ],
    components: ["controller", "management-controller", "kubernetes-webhooks-server"],
    products: ["kargo"],
    images: ["kargo"],
    crds: [
      ...["clusterconfigs", "clusterpromotiontasks", "freights", "projectconfigs", "projects"],
      ...["promotions", "promotiontasks", "stages", "warehouses"],
    ].map((each) => `${each}.kargo.akuity.io`),
  },
};

/** Kinds of Kargo's whose fields pipelines use, and which therefore have to be those of its version. */
export const fieldKinds: Readonly<Record<string, string>> = {
  ClusterConfig: "clusterconfigs",
  ProjectConfig: "projectconfigs",
  Promotion: "promotions",
  Stage: "stages",
  Warehouse: "warehouses",
};

/** Whether it runs one of the part's programs. */
export function isOf(part: Part, { images }: Workload): boolean {
  return images.some((image) => needs[part].images.includes(imageName(image)));
}
