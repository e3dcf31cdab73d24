import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { ClusterClient } from "../../../sandbox/cluster/cluster-client.ts";
import { kubeconfigText } from "../../../sandbox/kubeconfig.ts";
import type { KargoCluster } from "../../sandbox/kargo/kargo-cluster.ts";
import type { Any } from "../../sandbox/kargo/live.ts";

/** How a stack gets into its cluster: a ServiceAccount's token. */
export interface ClusterLogin {
  readonly kubeconfig: string;
  readonly token: string;
  /** Takes it away; the API server remembers for ten seconds whom it has let in. */
  revoke(): Promise<void>;
  /** Whether the API server lets it in. */
  works(): Promise<boolean>;
}

/** @param name of a ServiceAccount of its own, with every right */
export async function clusterLogin({ admin, state }: KargoCluster, name: string): Promise<ClusterLogin> {
  const accounts = "/api/v1/namespaces/default/serviceaccounts";
  await admin.create(accounts, { apiVersion: "v1", kind: "ServiceAccount", metadata: { name } });
  await admin.create("/apis/rbac.authorization.k8s.io/v1/clusterrolebindings", {
    apiVersion: "rbac.authorization.k8s.io/v1",
    kind: "ClusterRoleBinding",
    metadata: { name },
    roleRef: { apiGroup: "rbac.authorization.k8s.io", kind: "ClusterRole", name: "cluster-admin" },
    subjects: [{ kind: "ServiceAccount", name, namespace: "default" }],
  });
  const request = { apiVersion: "authentication.k8s.io/v1", kind: "TokenRequest", spec: { expirationSeconds: 36_000 } };
  const made = (await admin.create(`${accounts}/${name}/token`, request)) as Any;
  const { token } = made.status as { token: string };
  const [{ cluster }] = parse(readFileSync(join(state, "kubeconfig"), "utf8")).clusters;
  const certificateAuthority = Buffer.from(cluster["certificate-authority-data"], "base64").toString();
  const kubeconfig = kubeconfigText({ server: cluster.server, certificateAuthority, user: name, token });
  return {
    ...{ kubeconfig, token },
    revoke: async () => void (await admin.delete(`${accounts}/${name}`)),
    works: async () => {
      const client = new ClusterClient(cluster.server, certificateAuthority, token);
      const { status } = await client.send("GET", "/api/v1/namespaces/default").finally(() => client.close());
      return status === 200;
    },
  };
}
