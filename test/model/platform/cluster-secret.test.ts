import { describe, expect, test } from "vitest";
import { parse, stringify } from "yaml";
import { clusterAddress } from "../../../model/platform/cluster-address.ts";
import { clusterSecretData, tokenKubeconfig } from "../../../model/platform/cluster-secret.ts";
import { managerRules } from "../../../model/platform/target-cluster-rights.ts";

const kubeconfig = (cluster: object) =>
  stringify({
    "current-context": "eu",
    contexts: [{ name: "eu", context: { cluster: "eu", user: "root" } }],
    clusters: [
      { name: "other", cluster: { server: "https://wrong" } },
      { name: "eu", cluster },
    ],
    users: [{ name: "root", user: { token: "canary" } }],
  });
const registered = {
  name: "prod-eu",
  stack: "acme/clusters/eu",
  output: "kubeconfig",
  namespaces: ["web-prod-eu", "goserver-prod-eu"],
  resources: [],
  labels: {},
};

describe("a cluster's address", () => {
  test("is that of the current context, without anybody's login", () => {
    const address = clusterAddress(
      kubeconfig({
        server: "https://eu.example.com:6443/",
        "certificate-authority-data": "Q0E=",
        "tls-server-name": "eu",
        "proxy-url": "http://proxy:3128",
      }),
    );
    expect(address).toEqual({
      server: "https://eu.example.com:6443",
      tls: { insecure: false, serverName: "eu", caData: "Q0E=" },
      proxyUrl: "http://proxy:3128",
    });
  });

  test.each([
    ["nothing readable", "{", "it is no kubeconfig"],
    ["no server", kubeconfig({}), "its current context leads to no cluster with a server"],
    [
      "a CA on a disk",
      kubeconfig({ server: "https://eu", "certificate-authority": "/root/ca.crt" }),
      "its CA is a file on somebody's disk; certificate-authority-data is what can be handed on",
    ],
  ])("can't be had of %s", (_, text, message) => {
    expect(() => clusterAddress(text)).toThrow(message);
  });
});

describe("Argo CD's Secret of a cluster", () => {
  const address = { server: "https://eu", tls: { insecure: false, caData: "Q0E=" } };

  test("has a token and the namespaces, and nothing of the cluster as a whole", () => {
    expect(clusterSecretData({ ...registered, shard: 2 }, address, "token")).toEqual({
      name: "prod-eu",
      server: "https://eu",
      config: '{"bearerToken":"token","tlsClientConfig":{"insecure":false,"caData":"Q0E="}}',
      namespaces: "goserver-prod-eu,web-prod-eu",
      clusterResources: "false",
      shard: "2",
    });
  });

  test("has an IAM role in a token's place, and what a proxy needs", () => {
    const awsAuthConfig = { clusterName: "eu", roleARN: "arn:aws:iam::123456789012:role/argocd" };
    const data = clusterSecretData(
      { ...registered, awsAuthConfig },
      { ...address, proxyUrl: "http://proxy" },
      undefined,
    );
    expect(JSON.parse(data.config ?? "")).toEqual({
      awsAuthConfig,
      tlsClientConfig: { insecure: false, caData: "Q0E=" },
      proxyUrl: "http://proxy",
    });
  });

  test("a shard's kubeconfig leads to the same address by its own token", () => {
    const text = tokenKubeconfig(address, "token");
    expect(clusterAddress(text)).toEqual(address);
    expect(parse(text).users).toEqual([{ name: "kargo-controller", user: { token: "token" } }]);
  });
});

test("Argo CD reads every kind in its namespaces and writes what apps are made of, and kinds that are named", () => {
  expect(managerRules({ resources: ["rollouts.argoproj.io", "endpoints", "deployments.apps"] })).toEqual([
    { apiGroups: ["*"], resources: ["*"], verbs: ["get", "list", "watch"] },
    ...[
      ["", ["configmaps", "endpoints", "persistentvolumeclaims", "secrets", "serviceaccounts", "services"]],
      ["apps", ["daemonsets", "deployments", "statefulsets"]],
      ["autoscaling", ["horizontalpodautoscalers"]],
      ["batch", ["cronjobs", "jobs"]],
      ["networking.k8s.io", ["ingresses", "networkpolicies"]],
      ["policy", ["poddisruptionbudgets"]],
      ["argoproj.io", ["rollouts"]],
    ].map(([group, resources]) => ({ apiGroups: [group], resources, verbs: ["create", "update", "patch", "delete"] })),
  ]);
});
