import { setTimeout as sleep } from "node:timers/promises";
import { type ClusterClient, ClusterError, resourcePath } from "../cluster/cluster-client.ts";
import type { Pod } from "./pod.ts";
import type { WrittenStatus } from "./pod-status.ts";

const retryAfter = 500;

/** Writes one Pod's status, one request at a time and only the newest one, until it has come to the API server. */
export class StatusWriter {
  readonly #client: ClusterClient;
  readonly #path: string;
  #wanted: WrittenStatus | undefined;
  #written = "";
  #writing: Promise<void> | undefined;

  constructor(client: ClusterClient, { metadata: { name, namespace = "" } }: Pod) {
    this.#client = client;
    this.#path = resourcePath({ apiVersion: "v1", kind: "Pod", metadata: { name, namespace } });
  }

  write(status: WrittenStatus): void {
    this.#wanted = status;
    this.#writing ??= this.#work().finally(() => {
      this.#writing = undefined;
    });
  }

  /** Waits until the newest status is written, or can't be any more. */
  async settled(): Promise<void> {
    while (this.#writing) await this.#writing;
  }

  async #work(): Promise<void> {
    while (this.#wanted) {
      const status = this.#wanted;
      this.#wanted = undefined;
      const text = JSON.stringify(status);
      if (text === this.#written) continue;
      try {
        await this.#client.merge(`${this.#path}/status`, { status });
        this.#written = text;
      } catch (error) {
        // The Pod is gone, or another one has its name.
        if (error instanceof ClusterError && error.status === 404) return;
        console.error(String(error));
        this.#wanted ??= status;
        if (error instanceof ClusterError && error.status === 422) return;
        await sleep(retryAfter);
      }
    }
  }
}
