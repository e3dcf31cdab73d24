import { KubeConfig } from "@kubernetes/client-node";
import { expect, test } from "vitest";
import { LoginFailure } from "../../kube/api-failure.ts";
import { Cluster } from "../../kube/cluster.ts";

/** A cluster whose kubeconfig takes the login from this shell script. */
function loggedInBy(script: string, server = "https://127.0.0.1:9", signal = new AbortController().signal): Cluster {
  const config = new KubeConfig();
  const exec = { apiVersion: "client.authentication.k8s.io/v1", command: "/bin/sh", args: ["-c", script] };
  config.loadFromOptions({
    clusters: [{ name: "test", server }],
    users: [{ name: "test", exec }],
    contexts: [{ name: "test", cluster: "test", user: "test" }],
    currentContext: "test",
  });
  return new Cluster("the cluster", config, signal);
}

test.each([
  ["the first line that says something", "echo >&2; echo 'SSO session expired' >&2; exit 1", "SSO session expired"],
  ["that it said nothing", "exit 1", "the program that it takes them from failed and said nothing"],
])("a login that fails is told by %s", async (_, script, why) => {
  await expect(loggedInBy(script).look("version")).rejects.toThrow(new LoginFailure("the cluster", why));
});

test("whoever stops doesn't wait for a login's program, nor for what that has started", async () => {
  const stop = new AbortController();
  const looked = loggedInBy("sleep 100; true", undefined, stop.signal).look("version");
  setTimeout(() => stop.abort(new Error("stopped")), 50);
  await expect(looked).rejects.toThrow("stopped");
});

test.each(["127.0.0.1:6443", "", "https://"])("a server that is no URL is named: %j", async (server) => {
  await expect(loggedInBy("exit 1", server).look("version")).rejects.toThrow(
    `the cluster can't be asked: its server is ${JSON.stringify(server)}; a URL is wanted, such as https://127.0.0.1:6443`,
  );
});
