import { parse } from "yaml";
import { isRecord } from "../json.ts";

/** Where a kubeconfig's current context leads to, without anybody's login. */
export interface ClusterAddress {
  readonly server: string;
  readonly tls: {
    readonly insecure: boolean;
    readonly serverName?: string;
    /** PEM in base64, as kubeconfigs and Argo CD have it. */
    readonly caData?: string;
  };
  readonly proxyUrl?: string;
}

/**
 * Reads a cluster's address out of its kubeconfig, YAML or JSON.
 *
 * @throws Error saying what is missing; never with a part of the kubeconfig, which is a secret
 */
export function clusterAddress(kubeconfig: string): ClusterAddress {
  const config = parsed(kubeconfig);
  const context = named(config["contexts"], config["current-context"], "context");
  const cluster = named(config["clusters"], context?.["cluster"], "cluster");
  const server = cluster?.["server"];
  if (typeof server !== "string" || server === "")
    throw new Error("its current context leads to no cluster with a server");
  if (typeof cluster?.["certificate-authority"] === "string")
    throw new Error("its CA is a file on somebody's disk; certificate-authority-data is what can be handed on");
  const text = (key: string, as: string) => (typeof cluster?.[key] === "string" ? { [as]: cluster[key] } : {});
  return {
    server: server.replace(/\/+$/, ""),
    tls: {
      insecure: cluster?.["insecure-skip-tls-verify"] === true,
      ...text("tls-server-name", "serverName"),
      ...text("certificate-authority-data", "caData"),
    },
    ...text("proxy-url", "proxyUrl"),
  };
}

function parsed(kubeconfig: string): Readonly<Record<string, unknown>> {
  try {
    const config: unknown = parse(kubeconfig);
    if (isRecord(config)) return config;
  } catch {
    // What a YAML parser says may quote the text.
  }
  throw new Error("it is no kubeconfig");
}

function named(list: unknown, name: unknown, what: string): Readonly<Record<string, unknown>> | undefined {
  const found = Array.isArray(list) ? list.find((each) => isRecord(each) && each["name"] === name) : undefined;
  return isRecord(found) && isRecord(found[what]) ? found[what] : undefined;
}
