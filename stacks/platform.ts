import * as pulumi from "@pulumi/pulumi";
import { ArgoRollouts } from "../components/argo-rollouts/argo-rollouts.ts";
import { ArgoCd } from "../components/argocd/argocd.ts";
import { PlatformCertManager } from "../components/cert-manager/cert-manager.ts";
import { Kargo } from "../components/kargo/kargo.ts";
import { providerSecrets } from "../components/verification/provider-secrets.ts";
import { installs } from "../model/platform/installs.ts";
import { type PlatformUrls, platformUrls } from "../model/platform/urls.ts";
import type { Reach } from "./asked-cluster.ts";
import { ClusterChecks } from "./cluster-checks.ts";
import { howToLogIn } from "./how-to-log-in.ts";
import { type InstalledCharts, installedCharts, refuseDowngrade } from "./no-downgrade.ts";
import { type LocalOutputs, platformCluster } from "./platform-cluster.ts";
import type { PlatformStackSettings } from "./platform-settings.ts";
import { takenOver } from "./taken-over.ts";
import { targetClusters } from "./target-clusters.ts";

/** What the platform stack exports. */
export interface PlatformOutputs {
  readonly context: string;
  /** Secret; left out where a context of the user's leads to the cluster. */
  readonly kubeconfig?: pulumi.Output<string>;
  /** Where people open what. */
  readonly urls: PlatformUrls;
  /** How people log in. */
  readonly login: string;
  /** Versions of what is installed, for the next run. */
  readonly charts: InstalledCharts;
  readonly argocdPassword: pulumi.Output<string | undefined>;
  readonly kargoPassword: pulumi.Output<string | undefined>;
  /** There with `cluster.local: true` only, as the two after it. */
  readonly local?: LocalOutputs["local"];
  /** Of the git server's account, a secret. */
  readonly localGitPassword?: pulumi.Output<string>;
  /** What `slipway:gitCredentials` takes, a secret. */
  readonly localGitCredentials?: pulumi.Output<string>;
}

/**
 * A cluster with everything that pipelines need, in the order in which each finds what it looks for.
 *
 * @param reach comes to the cluster before anything is registered in it
 */
export async function platform(settings: PlatformStackSettings, reach: Reach): Promise<PlatformOutputs> {
  const { platform, adminPasswordHashes, oidcClientSecret, credentials } = settings;
  await refuseDowngrade(platform);
  const checks = new ClusterChecks(platform, reach, oidcClientSecret !== undefined);
  const { cluster, local } = await platformCluster(platform, settings.clusterAccess, checks);
  const common = {
    providers: [cluster.provider],
    ...(cluster.deletedWith !== undefined && { deletedWith: cluster.deletedWith }),
  };
  const hash = (account: "argocd" | "kargo") => {
    const given = adminPasswordHashes[account];
    return given === undefined ? {} : { adminPasswordHash: pulumi.secret(given) };
  };

  const issuer = installs(platform, "certManager")
    ? [new PlatformCertManager("cert-manager", { platform }, common)]
    : [];
  const rollouts = installs(platform, "argoRollouts")
    ? [new ArgoRollouts("argo-rollouts", { platform, credentials }, common)]
    : [];
  if (rollouts.length === 0) {
    // Somebody else's controller looks for Datadog's Secret in the same place.
    const { namespace } = platform.parts.argoRollouts;
    providerSecrets("argo-rollouts", namespace, credentials, platform.verification, { provider: cluster.provider });
  }
  const argocdClient = oidcClientSecret === undefined ? {} : { oidcClientSecret: pulumi.secret(oidcClientSecret) };
  const cd = installs(platform, "argocd")
    ? new ArgoCd("argocd", { platform, ...hash("argocd"), ...argocdClient }, common)
    : undefined;
  const taken = takenOver(platform, checks.taken, argocdClient, common);
  const before = [...issuer, ...rollouts, ...taken, ...(cd === undefined ? [] : [cd])];
  const promoter = installs(platform, "kargo")
    ? new Kargo("kargo", { platform, ...hash("kargo") }, { ...common, dependsOn: before })
    : undefined;
  const after = [...before, ...(promoter === undefined ? [] : [promoter])];
  await targetClusters(settings.clusters, platform, { providers: [cluster.provider], dependsOn: after });

  return {
    context: cluster.contextName,
    // Pulumi warns of an output that is undefined, in every preview and up.
    ...(cluster.kubeconfig !== undefined && { kubeconfig: cluster.kubeconfig }),
    urls: platformUrls(platform),
    login: howToLogIn(platform, pulumi.getStack()),
    charts: installedCharts(platform),
    argocdPassword: cd?.adminPassword ?? pulumi.output(undefined),
    kargoPassword: promoter?.adminPassword ?? pulumi.output(undefined),
    ...local,
  };
}
