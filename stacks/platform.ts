import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { ArgoRollouts } from "../components/argo-rollouts/argo-rollouts.ts";
import { ArgoCd } from "../components/argocd/argocd.ts";
import { PlatformCertManager } from "../components/cert-manager/cert-manager.ts";
import type { PlatformCluster } from "../components/cluster/cluster.ts";
import { KindCluster } from "../components/cluster/kind-cluster.ts";
import { Kargo } from "../components/kargo/kargo.ts";
import type { Platform } from "../model/platform/platform.ts";
import type { ClusterAccess } from "./cluster-access.ts";
import { clusterProvider } from "./cluster-provider.ts";
import type { PlatformStackSettings } from "./platform-settings.ts";

/** What the platform stack exports. */
export interface PlatformOutputs {
  readonly context: string;
  /** Secret; undefined where a context of the user's leads to the cluster. */
  readonly kubeconfig: pulumi.Output<string> | undefined;
  /** Where people open what. */
  readonly urls: Readonly<Record<"argocd" | "kargo", string>>;
  /** How people log in. */
  readonly login: string;
  readonly argocdPassword: pulumi.Output<string | undefined>;
  readonly kargoPassword: pulumi.Output<string | undefined>;
}

/** A cluster with everything that pipelines need, in the order in which each finds what it looks for. */
export function platform(settings: PlatformStackSettings): PlatformOutputs {
  const { platform, adminPasswordHashes, oidcClientSecret } = settings;
  const cluster = clusterOf(platform, settings.clusterAccess);
  const common = {
    providers: [cluster.provider],
    ...(cluster.deletedWith !== undefined && { deletedWith: cluster.deletedWith }),
  };
  const hash = (account: "argocd" | "kargo") => {
    const given = adminPasswordHashes[account];
    return given === undefined ? {} : { adminPasswordHash: pulumi.secret(given) };
  };
  const { certManager, argoRollouts, argocd, kargo } = platform.parts;

  const issuer = certManager.install ? [new PlatformCertManager("cert-manager", { platform }, common)] : [];
  const rollouts = argoRollouts.install ? [new ArgoRollouts("argo-rollouts", { platform }, common)] : [];
  const argocdClient = oidcClientSecret === undefined ? {} : { oidcClientSecret: pulumi.secret(oidcClientSecret) };
  const cd = argocd.install
    ? new ArgoCd("argocd", { platform, ...hash("argocd"), ...argocdClient }, common)
    : undefined;
  const before = [...issuer, ...rollouts, ...(cd === undefined ? [] : [cd])];
  const promoter = kargo.install
    ? new Kargo("kargo", { platform, ...hash("kargo") }, { ...common, dependsOn: before })
    : undefined;

  const scheme = platform.cluster.type === "kind" ? "http" : "https";
  return {
    context: cluster.contextName,
    kubeconfig: cluster.kubeconfig,
    urls: { argocd: `${scheme}://${platform.hosts.argocd}`, kargo: `${scheme}://${platform.hosts.kargo}` },
    login: howToLogIn(platform),
    argocdPassword: cd?.adminPassword ?? pulumi.output(undefined),
    kargoPassword: promoter?.adminPassword ?? pulumi.output(undefined),
  };
}

function howToLogIn({ oidc }: Platform): string {
  if (oidc !== undefined) return `by ${oidc.issuer}`;
  const read = (output: string) => `pulumi stack output ${output} --show-secrets --stack ${pulumi.getStack()}`;
  return (
    `no single sign-on is set up: everybody who knows the password of the account admin may do everything. ` +
    `Argo CD: ${read("argocdPassword")}; Kargo: ${read("kargoPassword")}`
  );
}

function clusterOf({ cluster }: Platform, access: ClusterAccess | undefined): PlatformCluster {
  switch (cluster.type) {
    case "kind":
      return new KindCluster("cluster", { choice: cluster });
    case "existing": {
      if (access === undefined) throw new Error("an existing cluster without access to it");
      return {
        provider: clusterProvider(access),
        kubeconfig: "kubeconfig" in access ? pulumi.secret(access.kubeconfig) : undefined,
        contextName: "context" in access ? access.context : "that of the kubeconfig",
        deletedWith: undefined,
      };
    }
    case "stack": {
      const kubeconfig = pulumi.secret(new pulumi.StackReference(cluster.stack).requireOutput(cluster.output));
      const text = kubeconfig.apply((value) => (typeof value === "string" ? value : JSON.stringify(value)));
      return {
        provider: new k8s.Provider("cluster", { kubeconfig: text, clusterIdentifier: cluster.stack }),
        kubeconfig: text,
        contextName: `that of stack ${cluster.stack}`,
        deletedWith: undefined,
      };
    }
  }
}
