import { expect, test } from "vitest";
import { doubtOf } from "../../stacks/cluster-confirmation.ts";

const kubeconfig = (context: string, server: string, cluster = "home") => `current-context: ${context}
contexts: [{name: ${context}, context: {cluster: ${cluster}}}]
clusters: [{name: ${cluster}, cluster: {server: "${server}"}}]
`;
const own = "doesn't look like";
const production = "looks like one of production";

test.each<[about: string, way: { context: string } | { kubeconfig: string }, expected: readonly string[] | undefined]>([
  ["a context of kind", { context: "kind-slipway" }, undefined],
  ["another context", { context: "acme-eu" }, [own, '"acme-eu"', "acme-eu"]],
  ["a kubeconfig of kind", { kubeconfig: kubeconfig("kind-slipway", "https://kind-control-plane:6443") }, undefined],
  ["an address of this machine", { kubeconfig: kubeconfig("test", "https://127.0.0.1:6443") }, undefined],
  ["its name", { kubeconfig: kubeconfig("test", "https://localhost:6443") }, undefined],
  ["its address of IPv6", { kubeconfig: kubeconfig("test", "https://[::1]:6443") }, undefined],
  [
    "a kubeconfig that says nothing of where it leads",
    { kubeconfig: kubeconfig("acme-eu", "https://me:canary@eu.acme.example:6443") },
    [own, 'context "acme-eu", with eu.acme.example:6443', "acme-eu"],
  ],
  [
    "a host that only begins as this machine's",
    { kubeconfig: kubeconfig("test", "https://127.0.0.1.acme.example") },
    [own, 'context "test", with 127.0.0.1.acme.example', "test"],
  ],
  [
    "production through a tunnel",
    { kubeconfig: kubeconfig("tunnel", "https://127.0.0.1:6443", "acme-prod") },
    [production, 'context "tunnel", with acme-prod', "tunnel"],
  ],
  [
    "production by an address with a login",
    { kubeconfig: kubeconfig("home", "https://me:canary@rancher.acme.example/k8s/clusters/prod-eu/") },
    [production, 'context "home", with rancher.acme.example/k8s/clusters/prod-eu', "home"],
  ],
])("%s", (_, way, expected) => {
  const doubt = doubtOf({ identifier: "it", ...way });
  expect(doubt && [doubt.message.includes(expected?.[0] ?? "") && expected?.[0], doubt.got, doubt.name]).toEqual(
    expected,
  );
});
