import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import type { ClusterAccess } from "./cluster-access.ts";

/**
 * The one provider of a stack's cluster. It changes ConfigMaps and Secrets in place: by default the provider deletes one
 * whose data changes and makes it anew. With a ConfigMap would go what a person wrote into a freeze's switch; without its
 * Secret, for a moment at each rotation, a promotion has no login and an Application no repository.
 */
export function clusterProvider(access: ClusterAccess): k8s.Provider {
  const { identifier, ...login } = access;
  const args = "kubeconfig" in login ? { kubeconfig: pulumi.secret(login.kubeconfig) } : { context: login.context };
  const inPlace = { enableConfigMapMutable: true, enableSecretMutable: true };
  return new k8s.Provider("cluster", { ...args, clusterIdentifier: identifier, ...inPlace });
}
