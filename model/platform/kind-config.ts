import { stringify } from "yaml";
import type { ClusterChoice } from "./platform.ts";

type Kind = Extract<ClusterChoice, { type: "kind" }>;

/** kind's config of one cluster: everything that is opened, is opened on loopback alone. */
export function kindConfig({ image, ports }: Kind): string {
  const opened = [ports.argocd, ports.kargo, ports.webhooks, ...ports.apps];
  return stringify({
    kind: "Cluster",
    apiVersion: "kind.x-k8s.io/v1alpha4",
    networking: { apiServerAddress: "127.0.0.1" },
    nodes: [
      {
        role: "control-plane",
        image,
        // The Services have these very ports as node ports, so that one number is right on both sides.
        extraPortMappings: opened.map((port) => ({
          containerPort: port,
          hostPort: port,
          listenAddress: "127.0.0.1",
          protocol: "TCP",
        })),
      },
    ],
  });
}
