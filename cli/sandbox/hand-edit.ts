import { AppsV1Api, type KubeConfig, PatchStrategy, setHeaderOptions } from "@kubernetes/client-node";
import { UserError } from "../../model/problem.ts";

/** What became of a change made by hand, past Git. */
export interface HandEdit {
  readonly before: number;
  readonly edited: number;
  /** From the edit's answer until the Deployment's spec was as Git has it. */
  readonly seconds: number;
}

/**
 * Scales a Deployment by hand, as `kubectl scale` would, and waits until Argo CD has put it back.
 *
 * @throws UserError when it isn't put back within `bound` seconds
 */
export async function editByHand(
  config: KubeConfig,
  namespace: string,
  name: string,
  bound: number,
  signal: AbortSignal,
): Promise<HandEdit> {
  const api = config.makeApiClient(AppsV1Api);
  const replicas = async () => (await api.readNamespacedDeployment({ namespace, name })).spec?.replicas ?? 1;
  const before = await replicas();
  const edited = before + 4;
  await api.patchNamespacedDeployment(
    { namespace, name, body: { spec: { replicas: edited } } },
    setHeaderOptions("Content-Type", PatchStrategy.MergePatch),
  );
  const started = Date.now();
  while ((await replicas()) !== before) {
    signal.throwIfAborted();
    if (Date.now() - started > bound * 1000) {
      throw new UserError(
        `waited ${bound} s for Argo CD to put Deployment ${namespace}/${name} back to ${before} replicas; it still has ${edited}`,
      );
    }
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  return { before, edited, seconds: (Date.now() - started) / 1000 };
}
