import { createHash } from "node:crypto";
import { parse } from "yaml";
import type { ConfigKey, ConfigReader } from "./config-reader.ts";

/** How a stack reaches its cluster. */
export type ClusterAccess = {
  /**
   * Names the cluster itself, whoever logs in to it: while it stays the same, new certificates or tokens change the
   * provider in place. Default: a digest of the API server's address, or the context's name.
   */
  readonly identifier: string;
} & ({ readonly kubeconfig: string } | { readonly context: string });

interface AccessKeys {
  readonly kubeconfig: ConfigKey;
  readonly context: ConfigKey;
  readonly clusterIdentifier: ConfigKey;
}

/** Reads kubeconfig or context, of which a stack has exactly one; reports what is wrong and then returns undefined. */
export function readClusterAccess(reader: ConfigReader, keys: AccessKeys): ClusterAccess | undefined {
  const kubeconfig = reader.text(keys.kubeconfig);
  const context = reader.text(keys.context);
  const identifier = reader.text(keys.clusterIdentifier);
  if (kubeconfig !== undefined && context !== undefined) {
    const message = "a kubeconfig and a context are both set, and only one can lead to the cluster";
    reader.report(keys.context, "config-conflict", message, { fix: `Run: ${reader.removal(keys.context)}` });
    return undefined;
  }
  if (context !== undefined) return { context, identifier: identifier ?? context };
  if (kubeconfig === undefined) {
    reader.report(keys.kubeconfig, "config-missing", "a stack needs a cluster", {
      allowed: `a kubeconfig, or a context of yours: ${reader.command(keys.context)}`,
    });
    return undefined;
  }
  const server = serverOf(kubeconfig);
  if (server === undefined) {
    reader.report(keys.kubeconfig, "config-value", "its current context leads to no cluster with a server", {
      allowed: "a kubeconfig in YAML with current-context",
    });
    return undefined;
  }
  return { kubeconfig, identifier: identifier ?? createHash("sha256").update(server).digest("hex").slice(0, 16) };
}

interface Kubeconfig {
  readonly "current-context"?: unknown;
  readonly contexts?: readonly { name?: unknown; context?: { cluster?: unknown } }[];
  readonly clusters?: readonly { name?: unknown; cluster?: { server?: unknown } }[];
}

function serverOf(kubeconfig: string): string | undefined {
  return kubeconfigNames(kubeconfig).server;
}

/** What a kubeconfig calls the cluster that its current context leads to; none of it is a secret. */
export function kubeconfigNames(kubeconfig: string): {
  readonly context?: string;
  readonly cluster?: string;
  readonly server?: string;
} {
  try {
    const config = parse(kubeconfig) as Kubeconfig | null;
    const current = config?.contexts?.find((each) => each.name === config["current-context"]);
    const found = config?.clusters?.find((each) => each.name === current?.context?.cluster);
    const [context, cluster, server] = [current?.name, found?.name, found?.cluster?.server];
    return {
      ...(typeof context === "string" && { context }),
      ...(typeof cluster === "string" && { cluster }),
      ...(typeof server === "string" && { server }),
    };
  } catch {
    return {}; // What a YAML parser says may quote the file, and the file is a secret.
  }
}
