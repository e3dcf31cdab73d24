import type { Platform } from "./platform.ts";

/** Where people open what a platform runs. */
export interface PlatformUrls {
  readonly argocd: string;
  readonly kargo: string;
  /** Where GitHub and registries call Kargo. */
  readonly webhooks: string;
  /** Of a kind cluster: the ports of this machine that lead to Services with the same node port, free for apps. */
  readonly apps?: readonly string[];
}

/**
 * Addresses as they can be opened: the ports of loopback on kind, the hosts elsewhere, and where no host was given the
 * command that leads there.
 */
export function platformUrls({ cluster, hosts, parts }: Platform): PlatformUrls {
  if (cluster.type === "kind") {
    const at = (host: string) => `http://${host}`;
    const apps = cluster.ports.apps.map((port) => `http://localhost:${port}`);
    return { argocd: at(hosts.argocd), kargo: at(hosts.kargo), webhooks: at(hosts.webhooks), apps };
  }
  const open = (host: string, namespace: string, service: string, port: number) =>
    host === "localhost"
      ? `https://localhost:${port}, while this runs: kubectl --namespace ${namespace} port-forward service/${service} ${port}:443`
      : `https://${host}`;
  return {
    argocd: open(hosts.argocd, parts.argocd.namespace, "argocd-server", 31_080),
    kargo: open(hosts.kargo, parts.kargo.namespace, "kargo-api", 31_081),
    webhooks: open(hosts.webhooks, parts.kargo.namespace, "kargo-external-webhooks-server", 31_082),
  };
}
