import { existsSync, readFileSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { type Access, missing } from "./access.ts";
import { plainAccess } from "./plain-access.ts";

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
export async function loadKubeconfig(choice: KubeconfigChoice): Promise<Access> {
  if (choice.kubeconfig !== "") {
    const plain = await plainAccess(contents(choice.kubeconfig), choice);
    if (plain !== undefined) return plain;
  }
  return anyAccess(choice);
}

async function anyAccess(choice: KubeconfigChoice): Promise<Access> {
  const { KubeConfig } = await import("@kubernetes/client-node");
  const config = new KubeConfig();
  try {
    if (choice.kubeconfig === "") config.loadFromDefault();
    else config.loadFromString(contents(choice.kubeconfig));
  } catch (error) {
    // The library's message quotes lines of the file, tokens among them.
    throw new Error(`the kubeconfig cannot be read (${error instanceof Error ? error.name : "unknown reason"})`);
  }
  if (choice.context !== "") config.setCurrentContext(choice.context);
  const context = config.getContextObject(config.currentContext);
  if (context === null) throw missing("context", config.currentContext, config.contexts);
  if (choice.cluster !== "")
    config.contexts = config.contexts.map((item) => (item === context ? { ...item, cluster: choice.cluster } : item));
  const cluster = config.getCurrentCluster();
  if (cluster === null) throw missing("cluster", choice.cluster || context.cluster, config.clusters);
  return {
    server: cluster.server,
    namespace: context.namespace ?? "",
    authorize: (options) => config.applyToHTTPSOptions(options),
  };
}

/** The text of a kubeconfig given as text or as a path. */
export function contents(pathOrText: string): string {
  const path = pathOrText.startsWith("~/") ? join(homedir(), pathOrText.slice(2)) : pathOrText;
  // A kubeconfig has line breaks or braces, a path has neither.
  if (/[\n{]/.test(path)) return path;
  if (!existsSync(path)) throw new Error(`the kubeconfig file ${path} does not exist`);
  return readFileSync(path, "utf8");
}
