import type { ClusterClient } from "../../cluster/cluster-client.ts";
import { mergePatch } from "../merge-patch.ts";

/**
 * Writes the status of an object, as a patch of what differs: others may own other fields of it. Nothing is sent when
 * nothing differs, since each write comes back as an event.
 *
 * @param path of the object
 * @returns whether something was written
 */
export async function patchStatus(
  client: ClusterClient,
  path: string,
  before: object | undefined,
  after: object,
): Promise<boolean> {
  const patch = mergePatch(before ?? {}, after);
  if (patch === undefined) return false;
  await client.merge(`${path}/status`, { status: patch });
  return true;
}
