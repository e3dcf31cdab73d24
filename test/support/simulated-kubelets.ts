import { setTimeout as sleep } from "node:timers/promises";
import type { ApiServer, JsonObject } from "./api-server.ts";

/**
 * Plays the kubelets of a bare API server: each Pod is Ready at once, one of a Job has succeeded. No image is pulled and
 * no program runs, so what is Ready here says nothing about whether it would start.
 *
 * @returns ends it
 */
export function simulateKubelets(api: ApiServer): () => Promise<void> {
  const stop = new AbortController();
  const playing = (async () => {
    while (!stop.signal.aborted) {
      const { body } = await api.ask("GET", "/api/v1/pods").catch(() => ({ body: {} as JsonObject }));
      for (const pod of (body.items ?? []) as JsonObject[]) {
        if (["Running", "Succeeded"].includes(pod.status?.phase)) continue;
        const { name, namespace, ownerReferences = [] } = pod.metadata;
        const isJobs = ownerReferences.some(({ kind }: JsonObject) => kind === "Job");
        const status = isJobs
          ? { phase: "Succeeded" }
          : { phase: "Running", conditions: [{ type: "Ready", status: "True" }] };
        await api
          .ask(
            "PATCH",
            `/api/v1/namespaces/${namespace}/pods/${name}/status`,
            { status },
            "application/merge-patch+json",
          )
          .catch(() => undefined);
      }
      await sleep(200);
    }
  })();
  return () => {
    stop.abort();
    return playing;
  };
}
