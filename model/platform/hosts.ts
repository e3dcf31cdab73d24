import type { ClusterChoice } from "./cluster-choice.ts";
import { kindDefaults } from "./kind.ts";

/** Names under which people and webhooks reach the platform, without scheme. On kind each with its port. */
export interface Hosts {
  readonly argocd: string;
  readonly kargo: string;
  readonly webhooks: string;
}

/** Ways in that a host, or a port of this machine, leads to. */
export const doors = ["argocd", "kargo", "webhooks"] as const;
export type Door = (typeof doors)[number];

/** Where nobody gave a host: `kubectl port-forward` leads there from this port of loopback, the one that kind has. */
export const forwardedPorts: Readonly<Record<Door, number>> = kindDefaults.ports;

/** On kind a name leads to this machine, where each door has its port. */
export function hostsOf(cluster: ClusterChoice, given: Partial<Hosts> = {}): Hosts {
  const at = (door: Door) => {
    const host = given[door] ?? "localhost";
    return cluster.type === "kind" ? `${host}:${cluster.ports[door]}` : host;
  };
  return { argocd: at("argocd"), kargo: at("kargo"), webhooks: at("webhooks") };
}

interface Opened {
  readonly cluster: ClusterChoice;
  readonly hosts: Hosts;
}

/** Whether a door is opened by `kubectl port-forward` only. */
export function isForwarded({ cluster, hosts }: Opened, door: Door): boolean {
  return cluster.type !== "kind" && hosts[door] === "localhost";
}

/** The URL at which people open a door, and which the products have to know as theirs: `https://localhost:31080`. */
export function urlOf({ cluster, hosts }: Opened, door: Door): string {
  if (cluster.type === "kind") return `http://${hosts[door]}`;
  return isForwarded({ cluster, hosts }, door) ? `https://localhost:${forwardedPorts[door]}` : `https://${hosts[door]}`;
}
