import { isNotFound } from "./kube/api-error.ts";
import { KubeClient } from "./kube/client.ts";
import { loadKubeconfig } from "./kube/kubeconfig.ts";
import { Discovery } from "./kube/resources.ts";
import type { Options } from "./options.ts";
import type { Log, Session } from "./session.ts";

/** Bound of one request; longer than the API server's own bound for admission webhooks (30 s). */
const requestTimeoutMs = 40_000;
/** Bound of the first request, which only asks whether the server is there. */
const reachTimeoutMs = 15_000;
/** How long a server that answered is waited for when it goes away for a moment: a control plane of one node that restarts. */
const restartMs = 60_000;

/**
 * Opens a session. A kubeconfig that can't be read and a server that doesn't answer are no errors yet: previews go on
 * without a cluster, and every operation that needs one names the reason.
 */
export async function openSession(options: Options, log: Log, signal: AbortSignal): Promise<Session> {
  const common = { options, log, signal };
  try {
    const access = await loadKubeconfig(options);
    const defaultNamespace = options.namespace || access.namespace || "default";
    const cluster = await reach(
      new KubeClient(access, reachTimeoutMs),
      new KubeClient(access, requestTimeoutMs, restartMs),
      signal,
    );
    return { ...common, defaultNamespace, cluster };
  } catch (error) {
    const reason = `failed to load the kubeconfig: ${error instanceof Error ? error.message : String(error)}`;
    return { ...common, defaultNamespace: options.namespace || "default", cluster: { unreachable: reason } };
  }
}

async function reach(probe: KubeClient, client: KubeClient, signal: AbortSignal): Promise<Session["cluster"]> {
  try {
    // Discovery needs a login, unlike /version: wrong credentials show here, before the first change.
    await probe.request({ method: "GET", path: "/api/v1" }, signal);
  } catch (error) {
    if (isNotFound(error)) return { unreachable: `${client.server} is not a Kubernetes API server` };
    const reason = error instanceof Error ? error.message : String(error);
    return { unreachable: `unable to load schema information from the API server ${client.server}: ${reason}` };
  }
  return { client, discovery: new Discovery(client) };
}
