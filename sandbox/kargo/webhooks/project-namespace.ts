import { projectNamespaceLabel } from "../../../model/keys.ts";
import type { ClusterClient } from "../../cluster/cluster-client.ts";
import { type FieldError, Refusal } from "./refusal.ts";

/**
 * What is wrong with the namespace of an object that belongs into a Project; nothing when it is one's.
 *
 * @throws Refusal when there is no such namespace
 */
export async function projectFaults(client: ClusterClient, namespace: string): Promise<FieldError[]> {
  const found = await client.get(`/api/v1/namespaces/${encodeURIComponent(namespace)}`);
  if (!found) throw new Refusal(404, "NotFound", `Namespace "${namespace}" not found`);
  if (found.metadata.labels?.[projectNamespaceLabel] === "true") return [];
  return [{ path: "metadata.namespace", value: namespace, detail: `namespace "${namespace}" is not a project` }];
}
