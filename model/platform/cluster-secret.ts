import { stringify } from "yaml";
import type { ClusterAddress } from "./cluster-address.ts";
import type { RegisteredCluster } from "./target-clusters.ts";

/** Label and value by which Argo CD finds a cluster's Secret. */
export const clusterSecretLabel = { "argocd.argoproj.io/secret-type": "cluster" } as const;

/** Whether a token comes with it or an IAM role does, what Argo CD's Secret says of a cluster. Source: SecretToCluster of argo-cd, util/db/cluster.go. */
export function clusterSecretData(
  { name, namespaces, shard, awsAuthConfig }: RegisteredCluster,
  { server, tls, proxyUrl }: ClusterAddress,
  bearerToken: string | undefined,
): Readonly<Record<string, string>> {
  const config = {
    ...(awsAuthConfig === undefined ? { bearerToken } : { awsAuthConfig }),
    tlsClientConfig: tls,
    ...(proxyUrl !== undefined && { proxyUrl }),
  };
  return {
    name,
    server,
    config: JSON.stringify(config),
    namespaces: [...namespaces].sort().join(","),
    // Nothing outside its namespaces, so nothing of the cluster as a whole either.
    clusterResources: "false",
    ...(shard !== undefined && { shard: String(shard) }),
  };
}

/** A kubeconfig that logs in to a cluster by a token, for Kargo's controller of a shard. */
export function tokenKubeconfig({ server, tls, proxyUrl }: ClusterAddress, token: string): string {
  const cluster = {
    server,
    ...(tls.caData !== undefined && { "certificate-authority-data": tls.caData }),
    ...(tls.insecure && { "insecure-skip-tls-verify": true }),
    ...(tls.serverName !== undefined && { "tls-server-name": tls.serverName }),
    ...(proxyUrl !== undefined && { "proxy-url": proxyUrl }),
  };
  return stringify({
    apiVersion: "v1",
    kind: "Config",
    clusters: [{ name: "argocd", cluster }],
    users: [{ name: "kargo-controller", user: { token } }],
    contexts: [{ name: "argocd", context: { cluster: "argocd", user: "kargo-controller" } }],
    "current-context": "argocd",
  });
}
