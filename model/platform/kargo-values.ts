import { fields } from "../manifests/reading.ts";
import { everyPromoter } from "../people/people.ts";
import { isForwarded, urlOf } from "./hosts.ts";
import { tlsBehind } from "./ingress.ts";
import type { Platform } from "./platform.ts";
import { imageOf } from "./pulled-image.ts";
import { resources, restricted, type Values } from "./values.ts";

/** Name of the Secret with the admin's password hash and the key that signs its sessions, in Kargo's namespace. */
export const kargoApiSecret = "kargo-api-admin";

/**
 * What Kargo's namespace holds its Pods to. The container by which the chart takes in a company's certificates runs as root,
 * whatever its values say (kargo.cabundle.initContainer): `baseline` lets it.
 */
export function kargoPodSecurity({ parts }: Pick<Platform, "parts">): "restricted" | "baseline" {
  const { values } = parts.kargo;
  const given = ["api", "controller"].flatMap((part) => {
    const { configMapName, secretName } = fields(fields(values[part])["cabundle"]);
    return [configMapName, secretName];
  });
  return given.some((name) => typeof name === "string" && name !== "") ? "baseline" : "restricted";
}

/** ServiceAccounts of what acts for Kargo itself: the chart's own, and those of the controllers of shards. */
const controlPlane = "kargo-(api|controller(-[a-z0-9-]+)?|garbage-collector|management-controller)";

/** What Slipway changes of Kargo's chart. */
export function kargoValues(platform: Platform): Values {
  const { cluster, hosts, ingressClassName, oidc, people } = platform;
  const twice = platform.size === "ha";
  const isLocal = cluster.type === "kind";
  const budget = twice && { podDisruptionBudget: { enabled: true, minAvailable: 1 } };
  // Behind an Ingress too Kargo's own servers speak TLS; on loopback nobody would take the certificate.
  const open = (host: string, nodePort: number | undefined): Values => ({
    host,
    ...(isLocal && { tls: { enabled: false } }),
    ...(nodePort !== undefined && { service: { type: "NodePort", nodePort } }),
    ...(ingressClassName !== undefined && {
      // The chart's own path type leaves it to the controller what / means; for AWS's it is that one page.
      ingress: { enabled: true, ingressClassName, pathType: "Prefix", ...(!isLocal && { annotations: tlsBehind }) },
    }),
  });
  const ports = cluster.type === "kind" ? cluster.ports : undefined;
  return {
    // Charts out of Git leave the tag to whoever installs them.
    image: imageOf(platform, "kargo"),
    // The chart leaves this open; every one of its containers runs with it.
    global: { securityContext: restricted },
    api: {
      ...open(hosts.kargo, ports?.kargo),
      ...budget,
      replicas: twice ? 2 : 1,
      resources: resources("10m", "64Mi", "512Mi"),
      // Credentials are made by Pulumi: nobody should make others by hand in the UI.
      secretManagementEnabled: false,
      ...(oidc === undefined
        ? {
            adminAccount: { enabled: true },
            secret: { name: kargoApiSecret },
            // It reads that Secret once, when it starts: without this a new password would count from some later restart on.
            podAnnotations: { "slipway.dev/passwords-since": platform.passwordsSince },
          }
        : { adminAccount: { enabled: false }, oidc: oidcValues(oidc, people) }),
      // What the chart makes of argocd.urls. There the key is "" where nothing is sharded, and no later run could change it: the
      // provider tells the engine of a difference at `urls.`, which is no path to it ("expected property path to end with a name").
      env: [
        { name: "ARGOCD_NAMESPACE", value: platform.parts.argocd.namespace },
        { name: "ARGOCD_URLS", value: `=${urlOf(platform, "argocd")}` },
      ],
    },
    controller: {
      argocd: { namespace: platform.parts.argocd.namespace, watchArgocdNamespaceOnly: true },
      // Every Secret of the cluster is more than it needs: a Project's own Secrets, and shared ones, it reads without.
      serviceAccount: { clusterWideSecretReadingEnabled: false },
      // The local git server speaks http within this machine's own cluster; without this Kargo logs in to no such server.
      ...(cluster.type === "kind" && cluster.local && { allowCredentialsOverHTTP: true }),
      // Kargo's own default from 1.12 on: two Stages that push at once must not rewrite each other's commits.
      gitClient: { pushIntegrationPolicy: "RebaseOrMerge" },
      reconcilers: { warehouses: { minReconciliationInterval: platform.warehouseInterval } },
      resources: resources("50m", "128Mi", "1Gi"),
      // The chart's own has no port, since its certificate's name is the same value: pull requests would link nowhere.
      ...(isForwarded(platform, "kargo") && { env: [apiServerBaseUrl(platform)] }),
    },
    managementController: { resources: resources("10m", "64Mi", "256Mi") },
    webhooksServer: {
      ...budget,
      replicas: twice ? 2 : 1,
      // By the chart's own a shard's controller is somebody: its automatic promotions would be a person's, which may hold a Stage.
      controlplaneUserRegex: `^system:serviceaccount:${platform.parts.kargo.namespace}:(${controlPlane})$`,
      resources: resources("10m", "64Mi", "256Mi"),
    },
    externalWebhooksServer: {
      ...open(hosts.webhooks, ports?.webhooks),
      ...budget,
      replicas: twice ? 2 : 1,
      resources: resources("10m", "64Mi", "256Mi"),
    },
    garbageCollector: { resources: resources("10m", "64Mi", "256Mi") },
  };
}

/** What tells a controller where Kargo's UI is. */
export function apiServerBaseUrl(platform: Platform) {
  return { name: "API_SERVER_BASE_URL", value: urlOf(platform, "kargo") };
}

/** Kargo unions what a person's ServiceAccounts may do; environments bind promoters to their own. */
function oidcValues(oidc: NonNullable<Platform["oidc"]>, people: Platform["people"]): Values {
  const claims = (groups: readonly string[]) => ({
    claims: groups.length === 0 ? {} : { [people.groupsClaim]: groups },
  });
  return {
    enabled: true,
    issuerURL: oidc.issuer,
    clientID: oidc.kargoClientId,
    cliClientID: oidc.kargoCliClientId,
    additionalScopes: oidc.additionalScopes,
    usernameClaim: "email",
    admins: claims(people.admin),
    viewers: claims([...people.viewer, ...people.developer]),
    // Else they couldn't see which Projects there are, their own among them.
    users: claims(everyPromoter(people)),
  };
}
