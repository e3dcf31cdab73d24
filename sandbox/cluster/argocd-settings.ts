import type { KubeObject } from "../../model/object.ts";
import { reconciliationSeconds } from "../processes/argocd.ts";

/**
 * The settings that Argo CD reads from its namespace, and the AppProject `default`, which argocd-server would make and
 * open to everything: here it allows nothing, so that each Application needs an AppProject of its own.
 *
 * @param secretKey `server.secretkey`, without which the controllers refuse the settings
 */
export function argocdSettings(secretKey: string): KubeObject[] {
  return [
    configMap("argocd-cm", {
      "application.resourceTrackingMethod": "annotation",
      "timeout.reconciliation": `${reconciliationSeconds}s`,
    }),
    configMap("argocd-cmd-params-cm", {}),
    configMap("argocd-rbac-cm", {}),
    configMap("argocd-ssh-known-hosts-cm", {}),
    configMap("argocd-tls-certs-cm", {}),
    {
      apiVersion: "v1",
      kind: "Secret",
      metadata: metadata("argocd-secret"),
      type: "Opaque",
      stringData: { "server.secretkey": secretKey },
    },
    {
      apiVersion: "argoproj.io/v1alpha1",
      kind: "AppProject",
      metadata: metadata("default"),
      spec: { sourceRepos: [], destinations: [], clusterResourceWhitelist: [] },
    },
  ];
}

function configMap(name: string, data: Readonly<Record<string, string>>): KubeObject {
  return { apiVersion: "v1", kind: "ConfigMap", metadata: metadata(name), data };
}

function metadata(name: string) {
  // Argo CD's informers see nothing in their namespace that lacks this label.
  return {
    name,
    namespace: "argocd",
    labels: { "app.kubernetes.io/name": name, "app.kubernetes.io/part-of": "argocd" },
  };
}
