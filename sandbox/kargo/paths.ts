const kargo = "/apis/kargo.akuity.io/v1alpha1";
const argo = "/apis/argoproj.io/v1alpha1";

export type KargoPlural = "freights" | "promotions" | "stages" | "warehouses" | "projectconfigs" | "promotiontasks";
export type ArgoPlural = "applications" | "analysistemplates" | "analysisruns";

/** Path of a collection of Kargo's in a Project, or of one object in it. */
export function kargoPath(project: string, plural: KargoPlural, name?: string): string {
  return below(kargo, project, plural, name);
}

/** A collection of Kargo's over all Projects. */
export function everyKargo(plural: KargoPlural): string {
  return `${kargo}/${plural}`;
}

/** Path of a collection of Argo CD's or Argo Rollouts' in a namespace, or of one object in it. */
export function argoPath(namespace: string, plural: ArgoPlural, name?: string): string {
  return below(argo, namespace, plural, name);
}

export function everyArgo(plural: ArgoPlural): string {
  return `${argo}/${plural}`;
}

export function clusterKargoPath(plural: "clusterpromotiontasks", name: string): string {
  return `${kargo}/${plural}/${encodeURIComponent(name)}`;
}

export function clusterArgoPath(plural: "clusteranalysistemplates", name: string): string {
  return `${argo}/${plural}/${encodeURIComponent(name)}`;
}

function below(base: string, namespace: string, plural: string, name: string | undefined): string {
  const collection = `${base}/namespaces/${encodeURIComponent(namespace)}/${plural}`;
  return name === undefined ? collection : `${collection}/${encodeURIComponent(name)}`;
}
