import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { OpenConfig } from "../../../cli/doctor/open-config.ts";
import { judgeAnswer, stackClusters } from "../../../cli/doctor/stack-clusters.ts";

const server = createServer((_, response) => response.writeHead(401).end("{}"));
beforeAll(() => new Promise<void>((done) => server.listen(0, "127.0.0.1", done)));
afterAll(() => void server.close());

const address = () => `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

/** What is said of a stack's cluster. */
async function judged(at: string, user: object, signal = new AbortController().signal) {
  const kubeconfig = JSON.stringify({
    ...{ apiVersion: "v1", kind: "Config", "current-context": "a" },
    contexts: [{ name: "a", context: { cluster: "a", user: "a" } }],
    clusters: [{ name: "a", cluster: { server: at, "insecure-skip-tls-verify": true } }],
    users: [{ name: "a", user }],
  });
  const source = { project: "slipway", stack: "dev", values: { "slipway:kubeconfig": kubeconfig }, secretKeys: [] };
  const stack = { name: "dev", role: "environment", environment: "dev", pipelines: [], file: "", config: source };
  const configs: OpenConfig[] = [{ stack, source, hidden: [] } as OpenConfig];
  const around = { env: {}, state: "/nowhere", start: () => "", home: "/nowhere", signal };
  const [cluster] = await stackClusters(configs, around);
  return cluster && judgeAnswer(cluster, (name, args = "") => `slipway ${name} ${args}`);
}

const login = (script: string) => ({
  exec: { apiVersion: "client.authentication.k8s.io/v1", command: "/bin/sh", args: ["-c", script] },
});
const another = "Log in to it again, or name another: pulumi config set --stack dev --secret slipway:kubeconfig < FILE";

test.each([
  [
    "credentials that have expired",
    { token: "old" },
    "can't be logged in to: the server doesn't take your credentials (401)",
  ],
  ["a login that fails", login("echo SSO session expired >&2; exit 1"), "can't be logged in to: SSO session expired"],
])("nobody is told to give up a cluster because of %s", async (_, user, failure) => {
  expect(await judged(address(), user)).toEqual({
    area: "cluster",
    rule: "cluster-unreachable",
    state: "error",
    message: `the kubeconfig of stack dev, the cluster of stack dev, ${failure}`,
    fix: another,
  });
});

test("a server that is no URL is named", async () => {
  expect((await judged("127.0.0.1:6443", {}))?.message).toBe(
    "the kubeconfig of stack dev, the cluster of stack dev, can't be found: the kubeconfig of stack dev can't be asked: " +
      'its server is "127.0.0.1:6443"; a URL is wanted, such as https://127.0.0.1:6443',
  );
});

test("being stopped is no finding", async () => {
  const stopped = AbortSignal.abort(new Error("stopped"));
  await expect(judged(address(), {}, stopped)).rejects.toThrow("stopped");
});
