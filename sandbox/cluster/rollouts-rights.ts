import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import type { KubeObject } from "../../model/object.ts";

/** Where the official installation puts Argo Rollouts. */
const namespace = "argo-rollouts";

/**
 * Argo Rollouts' namespace, ServiceAccount, ClusterRole and ClusterRoleBinding, as its own manifests have them.
 *
 * @param manifests folder of its `manifests`
 */
export function rolloutsRights(manifests: string): KubeObject[] {
  const files = readdirSync(manifests, { recursive: true, encoding: "utf8" }).filter((file) => file.endsWith(".yaml"));
  const objects = files.sort().map((file) => parse(readFileSync(join(manifests, file), "utf8")) as KubeObject);
  return [
    { apiVersion: "v1", kind: "Namespace", metadata: { name: namespace } },
    ...objects.map((object) => {
      const place = object.kind === "ServiceAccount" ? { namespace } : {};
      return { ...object, metadata: { ...object.metadata, ...place } };
    }),
  ];
}
