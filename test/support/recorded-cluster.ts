import type { AskedCluster } from "../../kube/asked.ts";

/** Answers of an API server by path; a number is a refusal with that status. What isn't there is answered 404. */
export type Recorded = Readonly<Record<string, object | number>>;

/** A cluster with nothing in it, of the Kubernetes that the sandbox runs. */
export const empty: Recorded = {
  version: { gitVersion: "v1.36.1" },
  apis: { groups: [] },
};

/** A cluster that answers from a record. A change that is only tried is taken, unless the record says otherwise. */
export function recordedCluster(name: string, answers: Recorded): AskedCluster {
  const answer = (path: string, otherwise: number) => {
    const found = answers[path] ?? (/^apis\/apps\/v1\/.*s(\?|$)/.test(path) ? { items: [] } : otherwise);
    const status = typeof found === "number" ? found : ((found as { code?: number }).code ?? 200);
    return { status, body: JSON.stringify(typeof found === "number" ? { code: found } : found), date: undefined };
  };
  return {
    name,
    look: async (path) => answer(path, 404),
    tryPatch: async (path, manager) => answer(`${manager} ${path}`, 200),
  };
}

/** A Deployment as a list holds it. */
export function deployment(
  name: string,
  component: string,
  image: string,
  more: { readonly replicas?: number; readonly args?: readonly string[]; readonly release?: string } = {},
): object {
  const annotations = more.release === undefined ? {} : { "meta.helm.sh/release-name": more.release };
  return {
    metadata: { name, namespace: "here", labels: { "app.kubernetes.io/component": component }, annotations },
    spec: {
      replicas: more.replicas ?? 1,
      template: { spec: { containers: [{ image, args: more.args ?? [] }] } },
    },
  };
}

const kindsOf = (...kinds: readonly string[]) => ({
  resources: kinds.map((kind) => ({ name: `${kind.toLowerCase()}s`, kind })),
});
const apps = (namespace: string, kind: string) => `apis/apps/v1/namespaces/${namespace}/${kind}`;
const argocd = (image: string) => `quay.io/argoproj/argocd:${image}`;
const certManager = (name: string) => deployment(name, name, `quay.io/jetstack/cert-manager-${name}:v1.21.1`);
const kargo = (name: string) => deployment(`kargo-${name}`, name, "ghcr.io/akuity/kargo:v1.11.2");

/** A cluster with everything, as manifests and charts of the pinned versions leave it. */
export const whole: Recorded = {
  version: { gitVersion: "v1.36.1" },
  apis: {
    groups: [
      { name: "cert-manager.io", versions: [{ groupVersion: "cert-manager.io/v1" }] },
      { name: "argoproj.io", versions: [{ groupVersion: "argoproj.io/v1alpha1" }] },
      { name: "kargo.akuity.io", versions: [{ groupVersion: "kargo.akuity.io/v1alpha1" }] },
    ],
  },
  "apis/cert-manager.io/v1": kindsOf("Certificate", "Issuer", "ClusterIssuer"),
  "apis/argoproj.io/v1alpha1": kindsOf("Application", "AppProject", "Rollout", "AnalysisTemplate", "AnalysisRun"),
  "apis/kargo.akuity.io/v1alpha1": kindsOf(
    ...["Project", "ProjectConfig", "ClusterConfig", "Warehouse", "Freight", "Stage", "Promotion", "PromotionTask"],
    "ClusterPromotionTask",
  ),
  [apps("cert-manager", "deployments")]: {
    items: [certManager("controller"), certManager("webhook"), certManager("cainjector")],
  },
  [apps("argo-rollouts", "deployments")]: {
    items: [deployment("argo-rollouts", "rollouts-controller", "quay.io/argoproj/argo-rollouts:v1.9.1")],
  },
  [apps("argocd", "deployments")]: {
    items: [deployment("argocd-repo-server", "repo-server", argocd("v3.5.1"))],
  },
  [apps("argocd", "statefulsets")]: {
    items: [deployment("argocd-application-controller", "application-controller", argocd("v3.5.1"))],
  },
  [apps("kargo", "deployments")]: {
    items: [kargo("controller"), kargo("management-controller"), kargo("kubernetes-webhooks-server")],
  },
  "api/v1/namespaces/kargo/configmaps/kargo-controller": {
    data: { ARGOCD_INTEGRATION_ENABLED: "true", ARGOCD_NAMESPACE: "argocd", ROLLOUTS_INTEGRATION_ENABLED: "true" },
  },
};
