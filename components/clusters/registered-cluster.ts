import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { clusterAddress } from "../../model/platform/cluster-address.ts";
import { clusterSecretData, clusterSecretLabel } from "../../model/platform/cluster-secret.ts";
import { managerGroup, managerName, managerRules } from "../../model/platform/target-cluster-rights.ts";
import { agentNamespace, type RegisteredCluster as Choice } from "../../model/platform/target-clusters.ts";
import { platformNamespace } from "../platform/platform-namespace.ts";
import { serviceAccountToken } from "./service-account-token.ts";

export interface RegisteredClusterArgs {
  readonly cluster: Choice;
  /** Of somebody who may make namespaces, Roles and ServiceAccounts there; a secret. Argo CD doesn't get it. */
  readonly kubeconfig: pulumi.Input<string>;
  /** Leads to the target cluster. */
  readonly target: k8s.Provider;
  /** Where Argo CD looks for clusters' Secrets, in the component's own cluster. */
  readonly argocdNamespace: pulumi.Input<string>;
}

/**
 * A cluster that Argo CD deploys to, with rights in the namespaces that environments use there and nowhere else: there those
 * namespaces, a Role in each and a ServiceAccount (or an IAM role's group); here the Secret by which Argo CD finds the cluster.
 * The Secret comes last: a namespace that Argo CD is told of and may not list makes the whole cluster unreachable to it.
 *
 * The namespaces are protected, since what runs in them goes with them.
 *
 * ```ts
 * new RegisteredCluster("prod-eu", { cluster, kubeconfig, target, argocdNamespace: "argocd" }, { providers: [home] });
 * ```
 */
export class RegisteredCluster extends pulumi.ComponentResource {
  constructor(name: string, args: RegisteredClusterArgs, options?: pulumi.ComponentResourceOptions) {
    const { cluster, kubeconfig, target, argocdNamespace } = args;
    const { stack, awsAuthConfig } = cluster;
    const namespaces = [...cluster.namespaces].sort();
    super("slipway:clusters:RegisteredCluster", name, { cluster: cluster.name, stack, namespaces }, options);
    const there = { parent: this, provider: target };

    const home =
      awsAuthConfig === undefined ? platformNamespace(agentNamespace, { ...there }, `${name}-agents`) : undefined;
    const token =
      home === undefined
        ? undefined
        : serviceAccountToken(`${name}-manager`, { account: managerName, namespace: home.metadata.name }, there);
    const subject =
      home === undefined
        ? { kind: "Group", apiGroup: "rbac.authorization.k8s.io", name: managerGroup }
        : { kind: "ServiceAccount", name: managerName, namespace: home.metadata.name };
    const rights = namespaces.map((namespace) => this.rights(`${name}-${namespace}`, namespace, subject, args));

    const address = pulumi.secret(kubeconfig).apply((text) => readAddress(text, cluster.stack));
    const data = pulumi.secret(
      pulumi.all([address, token]).apply(([where, bearer]) => encoded(clusterSecretData(cluster, where, bearer))),
    );
    const metadata = {
      name: `cluster-${cluster.name}`,
      namespace: argocdNamespace,
      labels: { ...cluster.labels, ...clusterSecretLabel },
    };
    new k8s.core.v1.Secret(
      `${name}-secret`,
      { metadata, type: "Opaque", data },
      { parent: this, dependsOn: rights, deleteBeforeReplace: true },
    );
    this.registerOutputs({ cluster: cluster.name });
  }

  /** One namespace and what Argo CD may do in it. */
  private rights(
    name: string,
    namespace: string,
    subject: k8s.types.input.rbac.v1.Subject,
    { cluster, target }: RegisteredClusterArgs,
  ): k8s.rbac.v1.RoleBinding {
    const there = { parent: this, provider: target };
    const made = platformNamespace(namespace, { ...there, protect: true }, name);
    const metadata = { name: managerName, namespace: made.metadata.name };
    const rules = managerRules(cluster).map(({ apiGroups, resources, verbs }) => ({
      apiGroups: [...apiGroups],
      resources: [...resources],
      verbs: [...verbs],
    }));
    const role = new k8s.rbac.v1.Role(`${name}-role`, { metadata, rules }, there);
    const roleRef = { apiGroup: "rbac.authorization.k8s.io", kind: "Role", name: role.metadata.name };
    return new k8s.rbac.v1.RoleBinding(`${name}-role-binding`, { metadata, roleRef, subjects: [subject] }, there);
  }
}

/** @throws RunError naming the stack, never a part of the kubeconfig */
export function readAddress(kubeconfig: string, stack: string): ReturnType<typeof clusterAddress> {
  try {
    return clusterAddress(kubeconfig);
  } catch (error) {
    throw new pulumi.RunError(`the kubeconfig of stack ${stack}: ${error instanceof Error ? error.message : error}`);
  }
}

function encoded(values: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(values).map(([key, value]) => [key, Buffer.from(value).toString("base64")]));
}
