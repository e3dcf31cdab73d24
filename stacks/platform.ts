import * as pulumi from "@pulumi/pulumi";
import { ArgoRollouts } from "../components/argo-rollouts/argo-rollouts.ts";
import { ArgoCd } from "../components/argocd/argocd.ts";
import { PlatformCertManager } from "../components/cert-manager/cert-manager.ts";
import { Kargo } from "../components/kargo/kargo.ts";
import type { Platform } from "../model/platform/platform.ts";
import { type LocalOutputs, platformCluster } from "./platform-cluster.ts";
import type { PlatformStackSettings } from "./platform-settings.ts";
import { targetClusters } from "./target-clusters.ts";

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
  /** There with `cluster.local: true` only, as the two after it. */
  readonly local?: LocalOutputs["local"];
  /** Of the git server's account, a secret. */
  readonly localGitPassword?: pulumi.Output<string>;
  /** What `slipway:gitCredentials` takes, a secret. */
  readonly localGitCredentials?: pulumi.Output<string>;
}

/** A cluster with everything that pipelines need, in the order in which each finds what it looks for. */
export async function platform(settings: PlatformStackSettings): Promise<PlatformOutputs> {
  const { platform, adminPasswordHashes, oidcClientSecret } = settings;
  const { cluster, local } = await platformCluster(platform, settings.clusterAccess);
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
  const after = [...before, ...(promoter === undefined ? [] : [promoter])];
  await targetClusters(settings.clusters, platform, { providers: [cluster.provider], dependsOn: after });

  const scheme = platform.cluster.type === "kind" ? "http" : "https";
  return {
    context: cluster.contextName,
    kubeconfig: cluster.kubeconfig,
    urls: { argocd: `${scheme}://${platform.hosts.argocd}`, kargo: `${scheme}://${platform.hosts.kargo}` },
    login: howToLogIn(platform),
    argocdPassword: cd?.adminPassword ?? pulumi.output(undefined),
    kargoPassword: promoter?.adminPassword ?? pulumi.output(undefined),
    ...local,
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
