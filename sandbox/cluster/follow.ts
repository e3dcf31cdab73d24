import { setTimeout as sleep } from "node:timers/promises";
import { type ClusterClient, ClusterError, type LiveObject } from "./cluster-client.ts";

export interface FollowArgs {
  /** Path of a collection. */
  readonly path: string;
  /** Called with each object there is, and with each one that was added or changed. */
  readonly seen: (object: LiveObject) => void;
  /** Called with each object whose deletion was watched. What went away unwatched is missing in the next listing. */
  readonly gone?: (object: LiveObject) => void;
  /** Called after each complete listing, with all that there is. */
  readonly listed: (all: readonly LiveObject[]) => void;
  readonly signal: AbortSignal;
}

/**
 * Lists a collection and follows its changes until the signal ends it. An API server that goes away, or forgets the
 * version, is asked anew every second.
 */
export async function follow(client: ClusterClient, { path, seen, gone, listed, signal }: FollowArgs): Promise<void> {
  while (!signal.aborted) {
    try {
      const list = await client.json<{ metadata: { resourceVersion: string }; items: LiveObject[] }>("GET", path);
      for (const object of list.items) seen(object);
      listed(list.items);
      let version = list.metadata.resourceVersion;
      for (;;) {
        const query = `watch=1&allowWatchBookmarks=true&timeoutSeconds=240&resourceVersion=${version}`;
        for await (const { type, object } of client.watch(`${path}?${query}`, signal)) {
          if (type === "ERROR") throw new Error(`watch of ${path} ended: ${JSON.stringify(object)}`);
          version = object.metadata.resourceVersion;
          if (type === "ADDED" || type === "MODIFIED") seen(object);
          if (type === "DELETED") gone?.(object);
        }
      }
    } catch (error) {
      if (signal.aborted) return;
      if (!(error instanceof ClusterError && error.status === 410)) console.error(String(error));
      await sleep(1_000, undefined, { signal }).catch(() => {});
    }
  }
}
