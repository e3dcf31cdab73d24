import * as k8s from "@pulumi/kubernetes";
import { expect, test } from "vitest";
import { RegisteredCluster } from "../../../components/clusters/registered-cluster.ts";
import { managerRules } from "../../../model/platform/target-cluster-rights.ts";
import type { RegisteredCluster as Choice } from "../../../model/platform/target-clusters.ts";
import { runMocked } from "../../support/mocks.ts";

const cluster: Choice = {
  name: "prod-eu",
  stack: "acme/clusters/eu",
  output: "kubeconfig",
  namespaces: ["web-prod-eu", "goserver-prod-eu"],
  resources: [],
  labels: { region: "eu" },
  shard: 1,
};
const kubeconfig = `{"current-context":"c","contexts":[{"name":"c","context":{"cluster":"c"}}],"clusters":[{"name":"c","cluster":{"server":"https://eu","certificate-authority-data":"Q0E="}}],"users":[{"user":{"token":"root-canary"}}]}`;

async function registered(choice: Choice, preview = false, login = kubeconfig) {
  const { resources } = await runMocked(
    () => {
      const home = new k8s.Provider("home", { kubeconfig: "home" });
      const target = new k8s.Provider("eu", { kubeconfig: "eu" });
      new RegisteredCluster(
        "eu",
        { cluster: choice, kubeconfig: login, target, argocdNamespace: "argocd" },
        { providers: [home] },
      );
    },
    { providers: true, preview, results: { "kubernetes:core/v1:Secret": { data: { token: base64("token-canary") } } } },
  );
  return resources.filter(({ type }) => !type.startsWith("pulumi:providers"));
}

const base64 = (text: string) => Buffer.from(text).toString("base64");
const restricted = {
  "pod-security.kubernetes.io/enforce": "restricted",
  "pod-security.kubernetes.io/enforce-version": "v1.36",
};
const there = { provider: "eu" };
const rights = (namespace: string, subject: object, home: readonly string[]) => [
  {
    type: "kubernetes:core/v1:Namespace",
    name: `eu-${namespace}-namespace`,
    inputs: { apiVersion: "v1", kind: "Namespace", metadata: { name: namespace, labels: restricted } },
    after: [],
    protect: true,
    ...there,
  },
  {
    type: "kubernetes:rbac.authorization.k8s.io/v1:Role",
    name: `eu-${namespace}-role`,
    inputs: {
      apiVersion: "rbac.authorization.k8s.io/v1",
      kind: "Role",
      metadata: { name: "argocd-manager", namespace },
      rules: managerRules(cluster),
    },
    after: [`eu-${namespace}-namespace`],
    ...there,
  },
  {
    type: "kubernetes:rbac.authorization.k8s.io/v1:RoleBinding",
    name: `eu-${namespace}-role-binding`,
    inputs: {
      apiVersion: "rbac.authorization.k8s.io/v1",
      kind: "RoleBinding",
      metadata: { name: "argocd-manager", namespace },
      roleRef: { apiGroup: "rbac.authorization.k8s.io", kind: "Role", name: "argocd-manager" },
      subjects: [subject],
    },
    after: [...home, `eu-${namespace}-namespace`, `eu-${namespace}-role`],
    ...there,
  },
];
const secret = (config: object, more: readonly string[]) => ({
  type: "kubernetes:core/v1:Secret",
  name: "eu-secret",
  inputs: {
    apiVersion: "v1",
    kind: "Secret",
    metadata: {
      name: "cluster-prod-eu",
      namespace: "argocd",
      labels: { region: "eu", "argocd.argoproj.io/secret-type": "cluster" },
    },
    type: "Opaque",
    data: {
      secret: {
        name: base64("prod-eu"),
        server: base64("https://eu"),
        config: base64(JSON.stringify({ ...config, tlsClientConfig: { insecure: false, caData: "Q0E=" } })),
        namespaces: base64("goserver-prod-eu,web-prod-eu"),
        clusterResources: base64("false"),
        shard: base64("1"),
      },
    },
  },
  after: ["eu-goserver-prod-eu-role-binding", ...more, "eu-web-prod-eu-role-binding"],
  provider: "home",
});
const component = {
  type: "slipway:clusters:RegisteredCluster",
  name: "eu",
  inputs: { cluster: "prod-eu", stack: "acme/clusters/eu", namespaces: ["goserver-prod-eu", "web-prod-eu"] },
  after: [],
};
const byName = (a: { readonly name: string }, b: { readonly name: string }) => (a.name < b.name ? -1 : 1);

test("Argo CD gets a token with rights in the cluster's namespaces, and is told of it when all of them are there", async () => {
  const subject = { kind: "ServiceAccount", name: "argocd-manager", namespace: "slipway-agents" };
  const resources = await registered(cluster);
  expect([...resources].sort(byName)).toEqual(
    [
      component,
      {
        type: "kubernetes:core/v1:Namespace",
        name: "eu-agents-namespace",
        inputs: { apiVersion: "v1", kind: "Namespace", metadata: { name: "slipway-agents", labels: restricted } },
        after: [],
        ...there,
      },
      {
        type: "kubernetes:core/v1:ServiceAccount",
        name: "eu-manager-service-account",
        inputs: {
          apiVersion: "v1",
          kind: "ServiceAccount",
          metadata: { name: "argocd-manager", namespace: "slipway-agents" },
          automountServiceAccountToken: false,
        },
        after: ["eu-agents-namespace"],
        ...there,
      },
      {
        type: "kubernetes:core/v1:Secret",
        name: "eu-manager-token",
        inputs: {
          apiVersion: "v1",
          kind: "Secret",
          metadata: {
            name: "argocd-manager-token",
            namespace: "slipway-agents",
            annotations: { "kubernetes.io/service-account.name": "argocd-manager" },
          },
          type: "kubernetes.io/service-account-token",
        },
        after: ["eu-agents-namespace", "eu-manager-service-account"],
        ...there,
      },
      ...cluster.namespaces.flatMap((each) => rights(each, subject, ["eu-agents-namespace"])),
      secret({ bearerToken: "token-canary" }, ["eu-manager-token"]),
    ].sort(byName),
  );
  expect(JSON.stringify(resources)).not.toContain("root-canary");
}, 60_000);

test("an IAM role comes by a group, and no token is made", async () => {
  const awsAuthConfig = { clusterName: "eu", roleARN: "arn:aws:iam::123456789012:role/argocd" };
  const subject = { kind: "Group", apiGroup: "rbac.authorization.k8s.io", name: "slipway:argocd-manager" };
  const resources = await registered({ ...cluster, awsAuthConfig });
  expect([...resources].sort(byName)).toEqual(
    [component, ...cluster.namespaces.flatMap((each) => rights(each, subject, [])), secret({ awsAuthConfig }, [])].sort(
      byName,
    ),
  );
});

test("another address or CA in the kubeconfig is another Secret for Argo CD, under the same name, and nothing else changes", async () => {
  const before = await registered(cluster);
  const after = await registered(
    cluster,
    false,
    kubeconfig.replace("https://eu", "https://anew").replace("Q0E=", "TkVX"),
  );
  const changed = after.filter(({ inputs }, index) => JSON.stringify(inputs) !== JSON.stringify(before[index]?.inputs));
  expect(changed.map(({ name }) => name)).toEqual(["eu-secret"]);
  const [{ metadata, data } = {}] = changed.map(
    ({ inputs }) => inputs as { metadata: object; data: { secret: Record<string, string> } },
  );
  expect(metadata).toEqual(expect.objectContaining({ name: "cluster-prod-eu" }));
  const plain = (key: string) => Buffer.from(data?.secret[key] ?? "", "base64").toString();
  expect(plain("server")).toBe("https://anew");
  expect(JSON.parse(plain("config"))).toMatchObject({
    bearerToken: "token-canary",
    tlsClientConfig: { caData: "TkVX" },
  });
});
