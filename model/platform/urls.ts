import { type Door, forwardedPorts, isForwarded, urlOf } from "./hosts.ts";
import type { Platform } from "./platform.ts";

/** Where people open what a platform runs. */
export interface PlatformUrls {
  readonly argocd: string;
  readonly kargo: string;
  /** Where GitHub and registries call Kargo. */
  readonly webhooks: string;
  /** Of a kind cluster: the ports of this machine that lead to apps, to whichever Service has the same node port. */
  readonly apps?: readonly string[];
}

const app = (port: number) => `http://localhost:${port}, once a Service has nodePort ${port}`;

/**
 * Addresses as they can be opened: the ports of loopback on kind, the hosts elsewhere, and where no host was given the
 * command that leads there.
 */
export function platformUrls(platform: Platform): PlatformUrls {
  const { cluster, parts } = platform;
  const open = (door: Door, namespace: string, service: string) => {
    const port = forwardedPorts[door];
    return isForwarded(platform, door)
      ? `${urlOf(platform, door)}, while this runs: kubectl --namespace ${namespace} port-forward service/${service} ${port}:443`
      : urlOf(platform, door);
  };
  return {
    argocd: open("argocd", parts.argocd.namespace, "argocd-server"),
    kargo: open("kargo", parts.kargo.namespace, "kargo-api"),
    webhooks: open("webhooks", parts.kargo.namespace, "kargo-external-webhooks-server"),
    ...(cluster.type === "kind" && { apps: cluster.ports.apps.map(app) }),
  };
}
