import type { Agent, RequestOptions } from "node:https";
import { describe, expect, test } from "vitest";
import { loadKubeconfig } from "../../../provider/kube/kubeconfig.ts";
import { plainAccess } from "../../../provider/kube/plain-access.ts";

const kubeconfig = (user: string, cluster = 'server: "https://127.0.0.1:6443", certificate-authority-data: Y2E=') => `
current-context: one
contexts: [{name: one, context: {cluster: c, user: u, namespace: apps}}, {name: lost, context: {cluster: none, user: u}}]
clusters: [{name: c, cluster: {${cluster}}}]
users: [{name: u, user: {${user}}}]
`;
const here = { context: "", cluster: "" };

describe("a kubeconfig with a plain login", () => {
  test("gives server, namespace, trust and token", async () => {
    const access = await plainAccess(kubeconfig("token: abc"), here);
    expect([access?.server, access?.namespace]).toEqual(["https://127.0.0.1:6443", "apps"]);
    const options: RequestOptions = { headers: { accept: "x" } };
    await access?.authorize(options);
    expect(options.headers).toEqual({ accept: "x", authorization: "Bearer abc" });
    expect((options.agent as Agent).options.ca).toEqual(Buffer.from("ca"));
  });

  test("gives a client certificate", async () => {
    const access = await plainAccess(kubeconfig("client-certificate-data: Y2VydA==, client-key-data: a2V5"), here);
    const options: RequestOptions = {};
    await access?.authorize(options);
    const { cert, key } = (options.agent as Agent).options;
    expect([cert, key]).toEqual([Buffer.from("cert"), Buffer.from("key")]);
    expect(options.headers).toBeUndefined();
  });
});

describe("anything else is left to the library", () => {
  test.each<[string, string]>([
    ["a command", kubeconfig("exec: {command: aws}")],
    ["impersonation", kubeconfig("token: abc, as: somebody")],
    ["a relative path", kubeconfig("client-certificate: cert.pem")],
    ["a proxy", kubeconfig("token: abc", 'server: "https://a", proxy-url: "http://p"')],
    ["plain http", kubeconfig("token: abc", 'server: "http://127.0.0.1:8080"')],
  ])("%s", async (_, text) => {
    expect(await plainAccess(text, here)).toBeUndefined();
  });

  test("and the library serves it", async () => {
    const access = await loadKubeconfig({ ...here, kubeconfig: kubeconfig("token: abc, as: somebody") });
    const options: RequestOptions = {};
    await access.authorize(options);
    expect([access.server, access.namespace]).toEqual(["https://127.0.0.1:6443", "apps"]);
    expect(options.headers).toMatchObject({ Authorization: "Bearer abc", "Impersonate-User": "somebody" });
  });
});

describe("what is wrong with a kubeconfig is told without its text", () => {
  test.each<[string, string, { context: string; cluster: string }, string]>([
    [
      "an unknown context",
      kubeconfig("token: abc"),
      { context: "two", cluster: "" },
      'context "two" does not exist in the kubeconfig; it has: one, lost',
    ],
    [
      "an unknown cluster",
      kubeconfig("token: abc"),
      { context: "", cluster: "d" },
      'cluster "d" does not exist in the kubeconfig; it has: c',
    ],
    [
      "a context without its cluster",
      kubeconfig("token: abc"),
      { context: "lost", cluster: "" },
      'cluster "none" does not exist in the kubeconfig; it has: c',
    ],
    ["broken YAML", "a: b\ntoken: 'secret-token\n", here, "the kubeconfig is not valid YAML (line 3)"],
    ["a sentence", "no kubeconfig\nat all", here, "the kubeconfig is neither a kubeconfig nor the path of one"],
  ])("%s", async (_, text, choice, message) => {
    await expect(plainAccess(text, choice)).rejects.toThrow(new Error(message));
  });

  test("a path that does not exist", async () => {
    await expect(loadKubeconfig({ ...here, kubeconfig: "/nonexistent/config" })).rejects.toThrow(
      new Error("the kubeconfig file /nonexistent/config does not exist"),
    );
  });
});
