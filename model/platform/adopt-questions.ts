import { fieldKinds, needs } from "./adopt-needs.ts";
import { type Part, parts } from "./charts.ts";
import { installs } from "./installs.ts";
import type { Platform } from "./platform.ts";

/** Where things stand in an API server, without a leading slash. */
export const at = {
  version: "version",
  /** As many as anything here needs to know of. */
  nodes: "api/v1/nodes?limit=3",
  groups: "apis",
  kinds: (groupVersion: string) => `apis/${groupVersion}`,
  namespace: (namespace: string) => `api/v1/namespaces/${namespace}`,
  deployments: (namespace: string) => `apis/apps/v1/namespaces/${namespace}/deployments`,
  statefulSets: (namespace: string) => `apis/apps/v1/namespaces/${namespace}/statefulsets`,
  everywhere: (part: Part) =>
    `apis/apps/v1/deployments?labelSelector=${encodeURIComponent(`app.kubernetes.io/name in (${needs[part].products.join(",")})`)}`,
  configMap: (namespace: string, name: string) => `api/v1/namespaces/${namespace}/configmaps/${name}`,
  /** To be asked for metadata alone: with their schemas they are megabytes. */
  crds: "apis/apiextensions.k8s.io/v1/customresourcedefinitions",
  crd: (plural: string, group: string) => `apis/apiextensions.k8s.io/v1/customresourcedefinitions/${plural}.${group}`,
} as const;

/** Parts that somebody else installed: left alone, or taken over. */
export function adopted(platform: Platform): readonly Part[] {
  return parts.filter((part) => !installs(platform, part));
}

/** What an adopted part is set by. */
export function partPath({ parts: chosen }: Platform, part: Part): string {
  return `platform.parts.${part}.${chosen[part].takeOver === undefined ? "install" : "takeOver"}`;
}

/** What to ask a cluster before anything is registered in it; every answer may be a refusal. */
export function adoptQuestions(platform: Platform): readonly string[] {
  const others = adopted(platform);
  const namespaces = parts.map((part) => platform.parts[part].namespace);
  return [
    ...new Set([
      at.version,
      at.groups,
      ...(platform.size === "ha" && installs(platform, "argocd") ? [at.nodes] : []),
      ...others.map((part) => at.kinds(needs[part].groupVersion)),
      ...namespaces.flatMap((namespace) => [at.deployments(namespace), at.statefulSets(namespace)]),
      ...parts.map((part) => at.everywhere(part)),
      ...(others.length < parts.length ? [at.crds] : []),
      ...parts.filter((part) => installs(platform, part)).map((part) => at.namespace(platform.parts[part].namespace)),
      ...(others.includes("kargo")
        ? [
            at.configMap(platform.parts.kargo.namespace, "kargo-controller"),
            ...Object.values(fieldKinds).map((plural) => at.crd(plural, "kargo.akuity.io")),
          ]
        : []),
      ...(others.includes("argocd") ? [at.configMap(platform.parts.argocd.namespace, "argocd-cm")] : []),
    ]),
  ];
}
