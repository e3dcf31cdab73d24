import { describe, expect, test } from "vitest";
import { ProblemsError } from "../../model/problem.ts";
import type { ConfigSource } from "../../stacks/config-source.ts";
import { readPlatformSettings } from "../../stacks/platform-settings.ts";
import { readSettings } from "../../stacks/settings.ts";

const reads = (source: ConfigSource) =>
  source.values["slipway:role"] === "platform" ? readPlatformSettings(source) : readSettings(source, "organization");

/** Paths of what is wrong; nothing when all is taken. */
function told(values: Readonly<Record<string, unknown>>, project = "slipway"): string[] {
  const texts = Object.entries(values).map(([key, value]) => [
    key,
    typeof value === "string" ? value : JSON.stringify(value),
  ]);
  try {
    reads({ project, stack: "test", values: Object.fromEntries(texts), secretKeys: [] });
    return [];
  } catch (error) {
    if (!(error instanceof ProblemsError)) throw error;
    return error.problems.map(({ path, message, got = "" }) => `${path} ${message}${got}`);
  }
}

const parts = {
  install: true,
  namespace: "a-namespace",
  version: "10.1.1",
  values: {},
};
const platform = {
  cluster: { type: "existing", confirm: "prod", confirmVersion: "1.31" },
  size: "ha",
  hosts: { argocd: "a.example.com", kargo: "k.example.com", webhooks: "w.example.com" },
  ingressClassName: "nginx",
  scheduling: {
    nodeSelector: {},
    tolerations: [{ key: "a", operator: "Equal", value: "b", effect: "NoExecute", tolerationSeconds: 1 }],
    priorityClassName: "high",
  },
  metrics: "services",
  passwordsSince: "2026-02-01T00:00:00Z",
  parts: { certManager: {}, argoRollouts: {}, argocd: parts, kargo: {} },
  warehouseInterval: "30s",
  oidc: {
    issuer: "https://login.example.com",
    argocdClientId: "a",
    argocdCliClientId: "b",
    kargoClientId: "c",
    kargoCliClientId: "d",
    additionalScopes: ["groups"],
  },
  argocdController: {
    replicas: 2,
    shardingAlgorithm: "legacy",
    statusProcessors: 20,
    operationProcessors: 10,
    clientQPS: 50,
  },
  verification: {
    datadog: { address: "https://api.datadoghq.eu" },
    aws: { region: "eu-central-1", roleArn: "arn:aws:iam::123456789012:role/x" },
  },
  airGap: { charts: "./charts", registry: "registry.example.com/mirror" },
};
const ports = { argocd: 31080, kargo: 31081, webhooks: 31082, git: 31083, registry: 31084, apps: [32080] };
const kind = { cluster: { type: "kind", name: "slipway", image: "kindest/node:v1.36.1", local: true, ports } };
const takeOver = {
  ...{ installedBy: "helm", release: "argocd", version: "10.1.1", restart: ["any"], force: ["argocd-cm/a"] },
  settings: { "argocd-cm": {}, "argocd-rbac-cm": {} },
};
const taken = { cluster: { type: "existing", confirm: "prod" }, parts: { argocd: { takeOver } } };
const stack = { cluster: { type: "stack", stack: "a/b/c", output: "kubeconfig", confirmVersion: "1.31" } };
const people = { viewer: ["v"], developer: ["d"], admin: ["a"], promoter: {}, groupsClaim: "g", groupsPrefix: "p" };
const clusters = [
  {
    ...{ name: "eu", stack: "acme/clusters/eu", output: "kubeconfig", namespaces: ["shop-eu"], resources: ["pods"] },
    ...{ shard: 0, labels: {}, awsAuthConfig: { clusterName: "x", roleARN: "arn:aws:iam::123456789012:role/x" } },
  },
  { name: "us", stack: "acme/clusters/us", kargoShard: "us", argocdNamespace: "argocd" },
];
const guards = { minimumSoak: "24h", levels: { G10: "deny" } };

const ofPlatform = { "slipway:role": "platform", "slipway:context": "prod" };
const ofStack = { "slipway:role": "environment", "slipway:context": "prod" };
const configs: readonly (readonly [string, Record<string, unknown>, string, unknown])[] = [
  ["a platform", ofPlatform, "platform", platform],
  ["a kind cluster", { "slipway:role": "platform" }, "platform", kind],
  ["another stack's cluster", { "slipway:role": "platform" }, "platform", stack],
  ["what is taken over", ofPlatform, "platform", taken],
  ["people", ofStack, "people", people],
  ["clusters", ofStack, "clusters", clusters],
  ["where Applications deploy to", ofStack, "cluster", { server: "https://10.0.0.1" }],
  ["guards", ofStack, "guards", guards],
];

function* fieldsOf(value: unknown, at: readonly string[] = []): Generator<readonly string[]> {
  if (typeof value !== "object" || value === null) return;
  for (const [key, each] of Object.entries(value)) {
    if (!Array.isArray(value)) yield [...at, key];
    yield* fieldsOf(each, [...at, key]);
  }
}

/** The same with one field's last letter changed. */
function misspelt(value: unknown, [key = "", ...rest]: readonly string[]): unknown {
  if (Array.isArray(value)) return value.map((each, index) => (String(index) === key ? misspelt(each, rest) : each));
  const entries = Object.entries(value as object).map(([name, each]) => {
    if (name !== key) return [name, each];
    return rest.length === 0 ? [wrong(name), each] : [name, misspelt(each, rest)];
  });
  return Object.fromEntries(entries);
}
const wrong = (name: string) => `${name.slice(0, -1)}${name.endsWith("x") ? "y" : "x"}`;

describe("a misspelt key", () => {
  test.each(configs)("is told by its name, whichever field of %s it is", (_, others, key, value) => {
    expect(told({ ...others, [`slipway:${key}`]: value })).toEqual([]);
    const unnoticed = [...fieldsOf(value)].filter((path) => {
      const name = path.at(-1) ?? "";
      const problems = told({ ...others, [`slipway:${key}`]: misspelt(value, path) });
      return !problems.some((text) => text.includes(wrong(name)) || text.endsWith(`"${name}" is missing`));
    });
    expect(unnoticed.map((path) => path.join("."))).toEqual([]);
  });

  test.each([
    ["slipway", "slipwy:guards"],
    ["slipway", "Slipway:guards"],
    ["shop", "slipway:guards"],
  ])("of project %s that begins with another's name is told: %s", (project, key) => {
    const own = { [`${project}:role`]: "environment", [`${project}:context`]: "prod" };
    expect(told({ ...own, [key]: guards }, project)).toEqual([
      `${key} this project's keys begin with its name, so this one does nothing; did you mean ${project}:guards`,
    ]);
  });

  test("of a provider's is left to it", () => {
    expect(told({ ...ofStack, "kubernetes:context": "prod", "aws:region": "eu-central-1" })).toEqual([]);
  });
});
