import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { expect, test, vi } from "vitest";
import { answeringCluster, helmReleases, withoutResources } from "../../engine/gone-cluster.ts";
import { UserError } from "../../model/problem.ts";

const urn = (type: string, name: string) => `urn:pulumi:platform::slipway::${type}::${name}`;
const release = urn("kubernetes:helm.sh/v3:Release", "kargo");
const project = urn("kubernetes:kargo.akuity.io/v1alpha1:Project", "project");
const repository = urn("github:index/repository:Repository", "repository");

const deployment = {
  manifest: { version: "v3" },
  resources: [
    { urn: release, type: "kubernetes:helm.sh/v3:Release" },
    {
      urn: project,
      type: "kubernetes:kargo.akuity.io/v1alpha1:Project",
      dependencies: [release],
      deletedWith: release,
      replaceWith: [release, repository],
    },
    {
      urn: repository,
      type: "github:index/repository:Repository",
      dependencies: [release, project],
      propertyDependencies: { name: [release], description: [project] },
      protect: true,
    },
  ],
};

test("what is taken out of a state is mentioned nowhere in it any more, and all else stays", () => {
  expect(helmReleases(deployment)).toEqual([release]);
  expect(withoutResources(deployment, [release])).toEqual({
    manifest: { version: "v3" },
    resources: [
      {
        urn: project,
        type: "kubernetes:kargo.akuity.io/v1alpha1:Project",
        dependencies: [],
        deletedWith: "",
        replaceWith: [repository],
      },
      {
        urn: repository,
        type: "github:index/repository:Repository",
        dependencies: [project],
        propertyDependencies: { name: [], description: [project] },
        protect: true,
      },
    ],
  });
  expect(withoutResources({}, [release])).toEqual({ resources: [] });
});

const provider = (kubeconfig: string) => ({
  resources: [
    { urn: urn("pulumi:providers:kubernetes", "cluster"), type: "pulumi:providers:kubernetes", inputs: { kubeconfig } },
  ],
});
const kubeconfig = (server: string, context = "test") =>
  `{apiVersion: v1, kind: Config, current-context: ${context}, contexts: [{name: test, context: {cluster: test, user: test}}],
  clusters: [{name: test, cluster: {server: "${server}"}}], users: [{name: test, user: {token: abc}}]}`;

test("a cluster that refuses is there; one that nobody listens for, or that the kubeconfig doesn't know, is gone", async () => {
  const server = createServer((_request, response) => response.writeHead(401).end()).listen(0, "127.0.0.1");
  await new Promise((resolve) => server.once("listening", resolve));
  const address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  expect(await answeringCluster(provider(kubeconfig(address)))).toBe(address);
  const file = join(mkdtempSync(join(tmpdir(), "slipway-gone-cluster-")), "kubeconfig");
  writeFileSync(file, kubeconfig(address));
  expect(await answeringCluster(provider(file))).toBe(address);
  await new Promise((resolve) => server.close(resolve));
  expect(await answeringCluster(provider(kubeconfig(address)))).toBeUndefined();
  expect(await answeringCluster(provider(kubeconfig(address, "removed")))).toBeUndefined();
  expect(await answeringCluster({})).toBeUndefined();
  rmSync(dirname(file), { recursive: true });
});

test("a kubeconfig that isn't there tells nothing of its cluster: it is named, with what to do if both are gone", async () => {
  const folder = mkdtempSync(join(tmpdir(), "slipway-gone-cluster-"));
  const file = join(folder, "kubeconfig");
  const refusal = (missing: string) =>
    new UserError(
      `${missing}, by which this stack's cluster is found, isn't there, so nobody can ask whether the cluster still answers. ` +
        "Nothing was destroyed. Put the file back, or another with that context in its place; or, if it went with " +
        `the cluster, put one without clusters in its place and run the same command again: echo '{apiVersion: v1, kind: Config}' > ${missing}`,
    );
  await expect(answeringCluster(provider(file))).rejects.toThrow(refusal(file));
  writeFileSync(file, "{apiVersion: v1, kind: Config}");
  expect(await answeringCluster(provider(file))).toBeUndefined();
  const [{ urn: name = "" } = {}] = provider(file).resources;
  const byContext = { resources: [{ urn: name, type: "pulumi:providers:kubernetes", inputs: { context: "test" } }] };
  vi.stubEnv("KUBECONFIG", "");
  vi.stubEnv("HOME", folder);
  await expect(answeringCluster(byContext)).rejects.toThrow(refusal(join(folder, ".kube", "config")));
  vi.stubEnv("KUBECONFIG", join(folder, "nowhere"));
  await expect(answeringCluster(byContext)).rejects.toThrow(
    "nowhere, by which this stack's cluster is found, can't be read (ENOENT)",
  );
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true });
});
