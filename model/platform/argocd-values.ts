import { stringify } from "yaml";
import { casbinName } from "../people/casbin.ts";
import { argocdControllerValues } from "./argocd-controller.ts";
import { urlOf } from "./hosts.ts";
import { tlsBehind } from "./ingress.ts";
import type { Platform } from "./platform.ts";
import { imageOf } from "./pulled-image.ts";
import { redisHaValues } from "./redis-ha-values.ts";
import { resources, type Values } from "./values.ts";

/**
 * What Slipway changes of Argo CD's chart. Passwords are not among it: the component lays them over.
 *
 * @param clientSecret where Argo CD reads the client's secret: `$<Secret>:<key>`. Default: a public client with PKCE.
 */
export function argocdValues(platform: Platform, clientSecret?: string): Values {
  const twice = platform.size === "ha";
  const isLocal = platform.cluster.type === "kind";
  const { argocd: host } = platform.hosts;
  const redis = imageOf(platform, "redis");
  const controllers = argocdControllerValues(platform.argocdController);
  const params = {
    // Loopback has no certificate that a browser would take.
    ...(isLocal && { "server.insecure": true }),
    ...controllers.params,
    // Argo CD's default is no limit: many Applications at once would take all of repo-server's memory, and end it.
    "reposerver.parallelism.limit": "10",
  };
  return {
    global: {
      domain: host.replace(/:\d+$/, ""),
      image: { repository: imageOf(platform, "argocd").repository },
      // What no policy of the chart's names has no business with Argo CD's pods.
      networkPolicy: { create: true, defaultDenyIngress: true },
    },
    configs: {
      cm: {
        url: urlOf(platform, "argocd"),
        // Who logs in by an issuer has a name; admin has none.
        "admin.enabled": platform.oidc === undefined,
        ...(platform.oidc !== undefined && {
          "oidc.config": oidcConfig(platform.oidc, platform.people.groupsClaim, clientSecret),
        }),
      },
      params,
      rbac: rbac(platform),
    },
    // Its hook Job makes a new password where the Secret is missing, and races with the pods that read it: Slipway makes the Secret.
    redisSecretInit: { enabled: false },
    redis: { enabled: !twice, image: redis, resources: resources("10m", "32Mi", "256Mi") },
    ...(twice && { "redis-ha": redisHaValues(platform) }),
    // People log in at the issuer itself, and nothing sends notifications yet: two servers less that are open to requests.
    dex: { enabled: false },
    notifications: { enabled: false },
    // Sharded by cluster: a second for the same cluster would do nothing.
    controller: { ...controllers.controller, resources: resources("50m", "256Mi", "1Gi") },
    server: {
      replicas: twice ? 2 : 1,
      resources: resources("20m", "64Mi", "512Mi"),
      ...(platform.cluster.type === "kind" && {
        service: { type: "NodePort", nodePortHttp: platform.cluster.ports.argocd },
      }),
      ...(platform.ingressClassName !== undefined && {
        ingress: {
          ...{ enabled: true, ingressClassName: platform.ingressClassName, hostname: host, tls: true },
          ...(!isLocal && { annotations: tlsBehind }),
        },
      }),
      ...(twice && { pdb: { enabled: true, minAvailable: 1 } }),
    },
    repoServer: {
      replicas: twice ? 2 : 1,
      // It unpacks and renders whatever is in Git: without a limit one chart takes the node.
      resources: resources("20m", "64Mi", "1Gi"),
      ...(twice && { pdb: { enabled: true, minAvailable: 1 } }),
    },
    applicationSet: { replicas: twice ? 2 : 1, resources: resources("10m", "64Mi", "256Mi") },
  };
}

/** `oidc.config` of argocd-cm; by a public client with PKCE unless told where the client's secret is read. */
export function oidcConfig(oidc: NonNullable<Platform["oidc"]>, groupsClaim: string, clientSecret?: string): string {
  const { issuer, argocdClientId, argocdCliClientId, additionalScopes } = oidc;
  return stringify({
    name: "SSO",
    issuer,
    clientID: argocdClientId,
    ...(argocdCliClientId !== undefined && { cliClientID: argocdCliClientId }),
    ...(clientSecret === undefined ? { enablePKCEAuthentication: true } : { clientSecret }),
    requestedScopes: ["openid", "profile", "email", ...additionalScopes],
    requestedIDTokenClaims: { [groupsClaim]: { essential: true } },
  });
}

/** Nobody may do anything by default; an environment's AppProject gives its own people theirs. */
function rbac({ people, oidc }: Platform): Values {
  const developer = [
    "p, role:slipway-developer, applications, get, */*, allow",
    "p, role:slipway-developer, projects, get, *, allow",
    "p, role:slipway-developer, repositories, get, *, allow",
    "p, role:slipway-developer, clusters, get, *, allow",
    "p, role:slipway-developer, logs, get, */*, allow",
  ];
  const grants = [
    ...people.viewer.map((group) => `g, ${casbinName(group)}, role:readonly`),
    ...people.developer.map((group) => `g, ${casbinName(group)}, role:slipway-developer`),
    ...people.admin.map((group) => `g, ${casbinName(group)}, role:admin`),
  ];
  // Argo CD's own policy gives the account admin everything, and with it whoever the issuer knows by that name or has in a
  // group of that name (assets/builtin-policy.csv; server/rbacpolicy asks for groups and subjects alike).
  const account = oidc === undefined || people.admin.includes("admin") ? [] : ["p, admin, *, *, *, deny"];
  return {
    "policy.default": "",
    "policy.csv": [...(people.developer.length > 0 ? developer : []), ...grants, ...account]
      .map((line) => `${line}\n`)
      .join(""),
    ...(oidc !== undefined && { scopes: `[${people.groupsClaim}]` }),
  };
}
