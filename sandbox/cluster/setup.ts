import { setTimeout as sleep } from "node:timers/promises";
import type { KubeObject } from "../../model/object.ts";
import { accessObjects } from "./access.ts";
import { argocdSettings } from "./argocd-settings.ts";
import { type ClusterClient, resourcePath, retrying } from "./cluster-client.ts";
import { isReady, nodes } from "./nodes.ts";

const applyWait = 60_000;
const nodeWait = 60_000;

/** Applies objects at once, namespaces before what goes into them. */
export async function applyAll(
  client: ClusterClient,
  objects: readonly KubeObject[],
  signal: AbortSignal,
): Promise<void> {
  const apply = (object: KubeObject) =>
    retrying(applyWait, signal, () => client.apply(resourcePath(object), JSON.stringify(object)));
  const isNamespace = (object: KubeObject) => object.kind === "Namespace";
  await Promise.all(objects.filter(isNamespace).map(apply));
  await Promise.all(objects.filter((object) => !isNamespace(object)).map(apply));
}

export function applyAccess(client: ClusterClient, signal: AbortSignal): Promise<void> {
  return applyAll(client, accessObjects(), signal);
}

/** @param secretKey Argo CD's `server.secretkey` */
export function applyArgocdSettings(client: ClusterClient, secretKey: string, signal: AbortSignal): Promise<void> {
  return applyAll(client, argocdSettings(secretKey), signal);
}

export function applyNodes(client: ClusterClient, signal: AbortSignal): Promise<void> {
  return applyAll(client, nodes(), signal);
}

/**
 * Lets a new kwok take over the Nodes at once. Under a dead one's Lease it would wait for up to 40 s before any new Pod
 * becomes Ready.
 */
export async function dropNodeLeases(client: ClusterClient, signal: AbortSignal): Promise<void> {
  for (const { metadata } of nodes()) {
    const lease = {
      apiVersion: "coordination.k8s.io/v1",
      kind: "Lease",
      metadata: { name: metadata.name, namespace: "kube-node-lease" },
    };
    await retrying(applyWait, signal, () => client.delete(resourcePath(lease)));
  }
}

/** Waits until kwok has made every simulated Node Ready. */
export async function nodesReady(client: ClusterClient, signal: AbortSignal): Promise<void> {
  const deadline = Date.now() + nodeWait;
  for (const node of nodes()) {
    while (!isReady(await retrying(applyWait, signal, () => client.get(resourcePath(node))))) {
      if (Date.now() > deadline) throw new Error(`Node ${node.metadata.name} is not Ready after ${nodeWait / 1000} s`);
      await sleep(100, undefined, { signal });
    }
  }
}
