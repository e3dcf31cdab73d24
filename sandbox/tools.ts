/** The programs the sandbox runs, by the name of their binary. */
export type ToolName =
  | "etcd"
  | "kube-apiserver"
  | "kube-controller-manager"
  | "kube-scheduler"
  | "kustomize"
  | "helm"
  | "kwok"
  | "redis"
  | "argocd"
  | "rollouts-controller"
  | "registry"
  | "pulumi";

/** Files out of the pinned modules that are read, not run. */
export type DataName =
  | "kargo-crds"
  | "kargo-chart"
  | "cert-manager-chart"
  | "argocd-crds"
  | "argocd-install"
  | "argocd-git-verify-wrapper"
  | "rollouts-crds"
  | "rollouts-rights"
  | "kwok-stages";

/** Where programs and data come from; the real one builds what is missing, so an answer may take minutes. */
export interface Tools {
  /** Absolute path of the executable. Asked for in the order in which the sandbox wants them built. */
  get(name: ToolName): Promise<string>;
  /**
   * Absolute path of the file (`argocd-git-verify-wrapper`) or folder (all others).
   * `kwok-stages` is kwok's `kustomize/stage`, the CRD folders hold one CRD per `.yaml` file.
   */
  data(name: DataName): Promise<string>;
}
