import { createHash } from "node:crypto";
import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { tokenKubeconfig } from "../../model/platform/cluster-secret.ts";
import { kargoShardValues, shardKubeconfigSecret, shardRelease } from "../../model/platform/kargo-shard-values.ts";
import type { Platform } from "../../model/platform/platform.ts";
import { shardAccount as account, applicationRules } from "../../model/platform/target-cluster-rights.ts";
import { agentNamespace, type OwnArgoCdCluster } from "../../model/platform/target-clusters.ts";
import { platformNamespace } from "../platform/platform-namespace.ts";
import { releaseOptions } from "../platform/release-options.ts";
import { readAddress } from "./registered-cluster.ts";
import { serviceAccountToken } from "./service-account-token.ts";

export interface KargoShardArgs {
  readonly platform: Platform;
  readonly cluster: OwnArgoCdCluster;
  /** Of somebody who may make namespaces, Roles and ServiceAccounts there; a secret. The controller doesn't get it. */
  readonly kubeconfig: pulumi.Input<string>;
  /** Leads to the cluster with that Argo CD. */
  readonly target: k8s.Provider;
}

/**
 * Kargo's controller for one shard: it stands beside Kargo's other controllers, so that no login of the control plane leaves
 * it, and speaks to the Argo CD of another cluster by a token that may read and patch Applications and nothing else. To be
 * registered after Kargo and after that Argo CD.
 *
 * ```ts
 * new KargoShard("prod-eu", { platform, cluster, kubeconfig, target }, { providers: [home], dependsOn: [kargo] });
 * ```
 */
export class KargoShard extends pulumi.ComponentResource {
  constructor(name: string, args: KargoShardArgs, options?: pulumi.ComponentResourceOptions) {
    const { platform, cluster, kubeconfig, target } = args;
    const { kargoShard: shard, argocdNamespace } = cluster;
    super("slipway:clusters:KargoShard", name, { cluster: cluster.name, stack: cluster.stack, shard }, options);
    const there = { parent: this, provider: target };
    const home = platformNamespace(agentNamespace, there, `${name}-agents`);
    const token = serviceAccountToken(`${name}-controller`, { account, namespace: home.metadata.name }, there);
    const metadata = { name: account, namespace: argocdNamespace };
    const rules = applicationRules.map(({ apiGroups, resources, verbs }) => ({
      apiGroups: [...apiGroups],
      resources: [...resources],
      verbs: [...verbs],
    }));
    const role = new k8s.rbac.v1.Role(`${name}-role`, { metadata, rules }, there);
    const binding = new k8s.rbac.v1.RoleBinding(
      `${name}-role-binding`,
      {
        metadata,
        roleRef: { apiGroup: "rbac.authorization.k8s.io", kind: "Role", name: role.metadata.name },
        subjects: [{ kind: "ServiceAccount", name: account, namespace: home.metadata.name }],
      },
      there,
    );

    const { namespace } = platform.parts.kargo;
    const login = pulumi.secret(
      pulumi
        .all([pulumi.secret(kubeconfig), token])
        .apply(([text, bearer]) => tokenKubeconfig(readAddress(text, cluster.stack), bearer)),
    );
    const secret = new k8s.core.v1.Secret(
      `${name}-argocd-kubeconfig`,
      {
        metadata: { name: shardKubeconfigSecret(shard), namespace },
        type: "Opaque",
        data: pulumi.secret(login.apply((text) => ({ "kubeconfig.yaml": Buffer.from(text).toString("base64") }))),
      },
      { parent: this },
    );
    const release = {
      ...releaseOptions("kargo", platform, namespace),
      name: shardRelease(shard),
      values: pulumi.unsecret(login).apply((text) => kargoShardValues(platform, cluster, loginId(text))),
    };
    new k8s.helm.v3.Release(`${name}-release`, release as k8s.helm.v3.ReleaseArgs, {
      parent: this,
      dependsOn: [secret, binding],
    });
    this.registerOutputs({ shard });
  }
}

/** Tells one login from another, and nothing else of it. */
function loginId(login: string): string {
  return createHash("sha256").update(login).digest("hex").slice(0, 12);
}
