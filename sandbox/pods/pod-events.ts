import { type ClusterClient, resourcePath } from "../cluster/cluster-client.ts";
import type { Pod } from "./pod.ts";

/** Writes the Events of one Pod, each once as long as it says the same as the one of its reason before. */
export class PodEvents {
  readonly #client: ClusterClient;
  readonly #pod: Pod;
  readonly #last = new Map<string, string>();

  constructor(client: ClusterClient, pod: Pod) {
    this.#client = client;
    this.#pod = pod;
  }

  /** Never throws: an Event is help, not a result. */
  emit(type: "Normal" | "Warning", reason: string, message: string): void {
    if (this.#last.get(reason) === message) return;
    this.#last.set(reason, message);
    const { name, namespace = "", uid } = this.#pod.metadata;
    const now = new Date().toISOString();
    const event = {
      metadata: { generateName: `${name.slice(0, 200)}.`, namespace },
      involvedObject: { apiVersion: "v1", kind: "Pod", name, namespace, uid },
      // core/v1 allows 1024 bytes.
      ...{ type, reason, message: message.slice(0, 1000) },
      source: { component: "slipway-pod-runner", host: this.#pod.spec.nodeName },
      ...{ firstTimestamp: now, lastTimestamp: now, count: 1 },
    };
    const path = resourcePath({ apiVersion: "v1", kind: "Event", metadata: { namespace } });
    this.#client.create(path, event).catch((error: unknown) => console.error(`${namespace}/${name}: ${String(error)}`));
  }
}
