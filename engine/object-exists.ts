import { existsSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { ApiException, KubeConfig, KubernetesObjectApi } from "@kubernetes/client-node";
import { UserError } from "../model/problem.ts";
import type { Deployment, InterruptedCreate } from "./pending-creates.ts";
import { within } from "./within.ts";

/**
 * Whether the object of an interrupted create is in its cluster, which is found through the provider in the state.
 *
 * @param deployment exported with secrets in the clear.
 * @throws UserError when the cluster doesn't answer within 15 s: guessing would lose the object or refuse to create it.
 */
export async function objectExists(create: InterruptedCreate, deployment: Deployment): Promise<boolean> {
  const config = kubeConfigOf(create.provider.slice(0, create.provider.lastIndexOf("::")), deployment);
  const metadata = { name: create.name, ...(create.namespace === undefined ? {} : { namespace: create.namespace }) };
  try {
    const api = KubernetesObjectApi.makeApiClient(config);
    await within(api.read({ apiVersion: create.apiVersion, kind: create.kind, metadata }));
    return true;
  } catch (error) {
    // An unknown kind is reported without a status: its CRD is gone, and the object with it.
    if (
      error instanceof ApiException ? error.code === 404 : String(error).includes("Unrecognized API version and kind")
    )
      return false;
    throw new UserError(
      `${create.kind} ${create.namespace ?? ""}/${create.name} was being created when an earlier run was cut off, and ` +
        `${config.getCurrentCluster()?.server ?? "its cluster"} doesn't say whether it exists (${reasonOf(error)}). Bring that cluster up, then run again.`,
    );
  }
}

/**
 * The way to a cluster that a provider in the state was given.
 *
 * @param urn of the provider
 * @param deployment exported with secrets in the clear
 * @throws UserError where it can't be read, without a word of it
 */
export function kubeConfigOf(urn: string, deployment: Deployment): KubeConfig {
  const { kubeconfig, context } = clusterInputs(urn, deployment);
  const config = new KubeConfig();
  // Where the program gives none, the SDK takes the path that KUBECONFIG names.
  const isFile = kubeconfig !== undefined && existsSync(kubeconfig);
  try {
    if (kubeconfig === undefined) config.loadFromDefault();
    else if (isFile) config.loadFromFile(kubeconfig);
    else config.loadFromString(kubeconfig);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    const file = kubeconfig === undefined ? process.env["KUBECONFIG"] : isFile ? kubeconfig : undefined;
    throw new UserError(
      `${file ?? "the kubeconfig in the state"}, by which this stack's cluster is found, can't be read${code === undefined ? "" : ` (${code})`}. ` +
        "Mend it, or let KUBECONFIG name the one that the stack was brought up with",
    );
  }
  if (context !== undefined) config.setCurrentContext(context);
  return config;
}

/** What a provider in the state was told of its cluster. */
function clusterInputs(urn: string, deployment: Deployment) {
  const inputs = deployment.resources?.find((resource) => resource.urn === urn)?.inputs ?? {};
  // As Pulumi's provider takes a path; a kubeconfig itself doesn't begin so.
  const kubeconfig = plain(inputs.kubeconfig)?.replace(/^~(?=\/)/, homedir());
  return { kubeconfig, context: plain(inputs.context) };
}

/** The file that a provider in the state was given, or would look for by itself; undefined for a kubeconfig in the state, and where KUBECONFIG is what counts. */
export function kubeconfigFile(urn: string, deployment: Deployment): string | undefined {
  const { kubeconfig } = clusterInputs(urn, deployment);
  if (kubeconfig === undefined && (process.env["KUBECONFIG"] ?? "") !== "") return undefined; // told when it is read
  const file = kubeconfig ?? join(homedir(), ".kube", "config");
  // A kubeconfig itself has lines, or is a map in one.
  return /[\n{]/.test(file) ? undefined : file;
}

/** The same where there is no file of that name. */
export function missingKubeconfig(urn: string, deployment: Deployment): string | undefined {
  const file = kubeconfigFile(urn, deployment);
  return file === undefined || existsSync(file) ? undefined : file;
}

/** A text of the state, whether kept as a secret or not: an exported secret is an object with its JSON as `plaintext`. */
function plain(value: unknown): string | undefined {
  if (typeof value === "string") return value;
  const { plaintext } = (typeof value === "object" && value !== null ? value : {}) as Record<string, unknown>;
  return typeof plaintext === "string" ? plain(JSON.parse(plaintext)) : undefined;
}

function reasonOf(error: unknown): string {
  if (error instanceof ApiException) return `HTTP ${error.code}`;
  return error instanceof Error ? error.message : String(error);
}
