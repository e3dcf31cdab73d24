/** The charts a platform is installed from. */
export interface Chart {
  /** Name in its repository. */
  readonly name: string;
  /** Name of its Helm release, and with it of the objects it installs. */
  readonly release: string;
  /** Where charts are had: a Helm repository, or an OCI repository with the chart's name at its end. */
  readonly repository: string;
  readonly version: string;
  /** What the chart installs when nobody says otherwise. */
  readonly appVersion: string;
  /** Default namespace. */
  readonly namespace: string;
}

export const parts = ["certManager", "argoRollouts", "argocd", "kargo"] as const;
export type Part = (typeof parts)[number];

/**
 * In the order of their installation. Argo CD's is the newest chart whose values could be read for this version of Slipway;
 * it installs 3.4, on which nothing of a pipeline differs from the 3.5.1 that the sandbox runs.
 */
export const charts: Readonly<Record<Part, Chart>> = {
  certManager: {
    name: "cert-manager",
    release: "cert-manager",
    repository: "https://charts.jetstack.io",
    version: "v1.21.1",
    appVersion: "1.21.1",
    namespace: "cert-manager",
  },
  argoRollouts: {
    name: "argo-rollouts",
    release: "argo-rollouts",
    repository: "https://argoproj.github.io/argo-helm",
    version: "2.41.0",
    appVersion: "1.9.0",
    namespace: "argo-rollouts",
  },
  argocd: {
    name: "argo-cd",
    release: "argocd",
    repository: "https://argoproj.github.io/argo-helm",
    version: "10.1.1",
    appVersion: "3.4.4",
    namespace: "argocd",
  },
  kargo: {
    name: "kargo",
    release: "kargo",
    repository: "oci://ghcr.io/akuity/kargo-charts",
    version: "1.11.2",
    appVersion: "1.11.2",
    namespace: "kargo",
  },
};
