import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import type { ClusterAccess } from "./cluster-access.ts";

/**
 * The one provider of a stack's cluster. It changes a ConfigMap in place: by default the provider deletes one whose data
 * changes and makes it anew, and with it would go what a person wrote into a freeze's switch.
 */
export function clusterProvider(access: ClusterAccess): k8s.Provider {
  const { identifier, ...login } = access;
  const args = "kubeconfig" in login ? { kubeconfig: pulumi.secret(login.kubeconfig) } : { context: login.context };
  return new k8s.Provider("cluster", { ...args, clusterIdentifier: identifier, enableConfigMapMutable: true });
}
