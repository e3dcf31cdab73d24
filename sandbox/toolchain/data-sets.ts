import { versions } from "../../model/versions.ts";
import type { DataName } from "../tools.ts";

/** Files that the sandbox reads out of a pinned Go module. The checksums are in `data/go.sum`. */
export interface DataSet {
  readonly name: DataName;
  /** Module path. */
  readonly module: string;
  /** Without a leading `v`. */
  readonly version: string;
  /** Folder inside the module that the paths below start from. */
  readonly root: string;
  /** Folders of which every `.yaml` file is taken, or single files. `whole`: everything, as it is. */
  readonly take: readonly string[] | "whole";
  /** The single file that callers get the path of; left out when they get the folder. */
  readonly file?: string;
  /** The sandbox runs without it: fetched only when it is asked for. Default false. */
  readonly onRequest?: true;
}

/** Every data set. kustomize's own `kustomization.yaml` files are left out: no Kubernetes object is in them. */
export const dataSets: readonly DataSet[] = [
  {
    name: "kargo-crds",
    module: "github.com/akuity/kargo",
    version: versions.kargo,
    root: "charts/kargo/resources/crds",
    take: ["."],
  },
  {
    // What the official installation renders. Its Chart.yaml says v0.1.0: `image.tag` and the like have to be given.
    name: "kargo-chart",
    module: "github.com/akuity/kargo",
    version: versions.kargo,
    root: "charts/kargo",
    take: "whole",
  },
  {
    // Tests install it; its Chart.yaml says v0.0.0.
    name: "cert-manager-chart",
    module: "github.com/cert-manager/cert-manager",
    version: versions.certManager,
    root: "deploy/charts/cert-manager",
    take: "whole",
    onRequest: true,
  },
  {
    name: "argocd-crds",
    module: "github.com/argoproj/argo-cd/v3",
    version: versions.argocd,
    root: "manifests/crds",
    take: ["."],
  },
  {
    // What people apply by kubectl; tests take such an installation over.
    name: "argocd-install",
    module: "github.com/argoproj/argo-cd/v3",
    version: versions.argocd,
    root: "manifests",
    take: ["install.yaml"],
    file: "install.yaml",
    onRequest: true,
  },
  {
    // repo-server 3.5.1 calls it for every commit; without it each Application shows "permission denied".
    name: "argocd-git-verify-wrapper",
    module: "github.com/argoproj/argo-cd/v3",
    version: versions.argocd,
    root: "hack",
    take: ["git-verify-wrapper.sh"],
    file: "git-verify-wrapper.sh",
  },
  {
    name: "rollouts-crds",
    module: "github.com/argoproj/argo-rollouts",
    version: versions.argoRollouts,
    root: "manifests/crds",
    take: ["."],
  },
  {
    // The controller's ServiceAccount, ClusterRole and ClusterRoleBinding, as the official installation has them.
    name: "rollouts-rights",
    module: "github.com/argoproj/argo-rollouts",
    version: versions.argoRollouts,
    root: "manifests",
    take: [
      "base/argo-rollouts-sa.yaml",
      "cluster-install/argo-rollouts-clusterrolebinding.yaml",
      "role/argo-rollouts-clusterrole.yaml",
    ],
  },
  {
    name: "kwok-stages",
    module: "sigs.k8s.io/kwok",
    version: versions.kwok,
    root: "kustomize/stage",
    take: ["node/fast", "node/heartbeat-with-lease", "pod/fast"],
  },
];

/** @throws Error for a name that isn't in the table, which types prevent */
export function dataSetNamed(name: DataName): DataSet {
  const set = dataSets.find((candidate) => candidate.name === name);
  if (!set) throw new Error(`no data set is called ${name}`);
  return set;
}
