import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, expect, test, vi } from "vitest";
import { checkWaysToClusters } from "../../../cli/stacks/ways-to-clusters.ts";

let folder: string;
const file = (name: string) => join(folder, name);
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "slipway-ways-"));
  writeFileSync(file("there"), text);
});
afterEach(() => vi.unstubAllEnvs());
afterAll(() => rmSync(folder, { recursive: true }));

const text =
  "{apiVersion: v1, kind: Config, current-context: test, contexts: [{name: test, context: {cluster: test, user: test}}], " +
  "clusters: [{name: test, cluster: {server: 'https://127.0.0.1:1'}}], users: [{name: test, user: {token: abc}}]}";
const urn = "urn:pulumi:dev::p::pulumi:providers:kubernetes::cluster";
const stack = (name: string, inputs: Readonly<Record<string, unknown>>, provider = `${urn}::id`) => {
  const stage = { urn: "urn:pulumi:dev::p::kubernetes:kargo:Stage::dev", type: "kubernetes:kargo:Stage", provider };
  return { state: { name }, deployment: { resources: [{ urn, type: "pulumi:providers:kubernetes", inputs }, stage] } };
};
const refusal = (...stacks: ReturnType<typeof stack>[]) => {
  try {
    checkWaysToClusters(stacks, "slipway down --cluster-gone");
    return "";
  } catch (error) {
    return (error as Error).message;
  }
};
const way =
  "\nThat doesn't say that a cluster is gone, so nothing was destroyed. Put the file back, or another with that context in its place, " +
  "and run the same command again. Only if the cluster no longer exists: slipway down --cluster-gone";

test("a kubeconfig that isn't there is no proof that its cluster is gone, whoever named it", () => {
  const away = { kubeconfig: file("away"), context: "test" };
  expect(refusal(stack("prod", away), stack("dev", away), stack("other", { kubeconfig: file("gone") }))).toBe(
    `stacks prod, dev find their cluster by context test of ${file("away")}, which isn't there\n` +
      `stack other finds its cluster by ${file("gone")}, which isn't there${way}`,
  );
  vi.stubEnv("HOME", folder);
  vi.stubEnv("KUBECONFIG", "");
  expect(refusal(stack("dev", { context: "test" }))).toBe(
    `stack dev finds its cluster by context test of ${file(".kube/config")}, which isn't there${way}`,
  );
  expect(refusal(stack("dev", { kubeconfig: "~/away" }))).toBe(
    `stack dev finds its cluster by ${file("away")}, which isn't there${way}`,
  );
  vi.stubEnv("KUBECONFIG", file("nowhere"));
  expect(refusal(stack("dev", { context: "test" }))).toBe(
    `${file("nowhere")}, by which this stack's cluster is found, can't be read (ENOENT). Mend it, or let KUBECONFIG name the one that the stack was brought up with`,
  );
});

test("nor is one without the context", () => {
  expect(refusal(stack("dev", { kubeconfig: file("there"), context: "kind-slipway" }))).toBe(
    `stack dev finds its cluster by context kind-slipway of ${file("there")}, which leads to none (it has test)${way}`,
  );
  expect(refusal(stack("dev", { kubeconfig: "{apiVersion: v1, kind: Config}", context: "test" }))).toBe(
    `stack dev finds its cluster by context test of its kubeconfig, which leads to none (it has no contexts)${way}`,
  );
});

test("what leads to a cluster, answering or not, is for others to judge, and so is a provider that nothing needs", () => {
  vi.stubEnv("HOME", folder);
  vi.stubEnv("KUBECONFIG", file("there"));
  const ways = [{ kubeconfig: text }, { kubeconfig: file("there") }, { kubeconfig: "~/there" }, { context: "test" }];
  expect(refusal(...ways.map((inputs) => stack("dev", inputs)))).toBe("");
  expect(refusal(stack("dev", { kubeconfig: file("away") }, "urn:of-another::id"))).toBe("");
  expect(refusal({ ...stack("source", {}), deployment: { resources: [] } })).toBe("");
});
