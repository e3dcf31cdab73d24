import { existsSync, readFileSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import type { KubeConfig } from "@kubernetes/client-node";

/** Which part of a kubeconfig to use: the provider's options of the same names. */
export interface KubeconfigChoice {
  /** YAML or JSON, or a path (`~/` allowed). Empty: KUBECONFIG, then ~/.kube/config, then the Pod's service account. */
  readonly kubeconfig: string;
  readonly context: string;
  readonly cluster: string;
}

/**
 * Loads a kubeconfig.
 * @throws Error naming what is missing; never with the text of the kubeconfig in it
 */
export async function loadKubeconfig(choice: KubeconfigChoice): Promise<KubeConfig> {
  // Half a second of loading, so only when a cluster is wanted, and not before the port is told.
  const { KubeConfig } = await import("@kubernetes/client-node");
  const config = new KubeConfig();
  if (choice.kubeconfig === "") config.loadFromDefault();
  else config.loadFromString(contents(choice.kubeconfig));
  if (choice.context !== "") config.setCurrentContext(choice.context);
  const context = config.getContextObject(config.currentContext);
  if (context === null) {
    const names = config.contexts.map((item) => item.name).join(", ") || "none";
    throw new Error(`context "${config.currentContext}" does not exist in the kubeconfig; it has: ${names}`);
  }
  if (choice.cluster !== "") {
    config.contexts = config.contexts.map((item) => (item === context ? { ...item, cluster: choice.cluster } : item));
  }
  if (config.getCurrentCluster() === null) {
    const names = config.clusters.map((item) => item.name).join(", ") || "none";
    throw new Error(
      `cluster "${choice.cluster || context.cluster}" does not exist in the kubeconfig; it has: ${names}`,
    );
  }
  return config;
}

/** The text of a kubeconfig given as text or as a path. */
export function contents(pathOrText: string): string {
  const path = pathOrText.startsWith("~/") ? join(homedir(), pathOrText.slice(2)) : pathOrText;
  // A kubeconfig has line breaks or braces, a path has neither.
  if (/[\n{]/.test(path)) return path;
  if (!existsSync(path)) throw new Error(`the kubeconfig file ${path} does not exist`);
  return readFileSync(path, "utf8");
}
