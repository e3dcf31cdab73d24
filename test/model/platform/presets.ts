import { nobody, type People } from "../../../model/people/people.ts";
import { type Platform, platformOf } from "../../../model/platform/platform.ts";

const hosts = { argocd: "argocd.example.com", kargo: "kargo.example.com", webhooks: "hooks.example.com" };

/** Settings as teams write them. */
export const presets: Readonly<Record<string, unknown>> = {
  laptop: {},
  team: {
    cluster: { type: "existing" },
    size: "ha",
    hosts,
    ingressClassName: "nginx",
    scheduling: {
      nodeSelector: { pool: "platform" },
      tolerations: [{ key: "platform", operator: "Exists" }],
    },
    metrics: "serviceMonitors",
    verification: {
      datadog: { address: "https://api.datadoghq.eu" },
      aws: { region: "eu-central-1", roleArn: "arn:aws:iam::123456789012:role/rollouts" },
    },
    oidc: { issuer: "https://login.example.com", argocdClientId: "argocd", kargoClientId: "kargo" },
  },
  "air-gapped": {
    cluster: { type: "stack", stack: "organization/clusters-eks/prod" },
    hosts,
    airGap: { registry: "registry.example.com/mirror", charts: "oci://registry.example.com/charts" },
    parts: { certManager: { install: false }, kargo: { values: { controller: { logLevel: "DEBUG" } } } },
  },
};

/** `slipway:people` of those that have an issuer. */
const people: Readonly<Record<string, People>> = {
  team: {
    ...nobody,
    admin: ["platform"],
    developer: ["dev, all"],
    viewer: ["everybody"],
    promoter: { staging: ["release"], prod: ["release", "on-call"] },
  },
};

export function preset(name: string): Platform {
  const { platform, problems } = platformOf(presets[name], people[name]);
  if (platform === undefined) throw new Error(JSON.stringify(problems));
  return platform;
}
