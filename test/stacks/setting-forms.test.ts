import { describe, expect, test } from "vitest";
import { ProblemsError } from "../../model/problem.ts";
import { readSettings } from "../../stacks/settings.ts";

function told(key: string, value: unknown): string {
  const values = {
    "slipway:role": "environment",
    "slipway:context": "kind-slipway",
    [`slipway:${key}`]: typeof value === "string" ? value : JSON.stringify(value),
  };
  const secretKeys = ["slipway:gitCredentials", "slipway:imageCredentials"];
  try {
    readSettings({ project: "slipway", stack: "dev", values, secretKeys }, "organization");
  } catch (error) {
    if (error instanceof ProblemsError) return error.problems.map(({ message, got }) => `${message} (${got})`).join();
    throw error;
  }
  return "taken";
}

describe("a key of a stack's config with a value that would do nothing, or fail only in the cluster", () => {
  test.each([
    ["argocdNamespace", "argo cd", 'this can\'t be the name of a namespace ("argo cd")'],
    ["argocdNamespace", "Argocd", 'this can\'t be the name of a namespace ("Argocd")'],
    ["cluster", { server: "prod-eu" }, 'server: this is no address of an API server ("prod-eu")'],
    ["cluster", { server: "" }, 'server: this is no address of an API server ("")'],
    ["shards", ["eu", ""], 'shards.1: the value has the wrong form ("")'],
    ["shards", ["EU"], 'shards.0: the value has the wrong form ("EU")'],
    [
      "mirrors",
      { "": "mirror.example.com/" },
      'a prefix is empty or has white space in it ("" → "mirror.example.com/")',
    ],
    [
      "mirrors",
      { "docker.io/": "m.example.com/\n" },
      'a prefix is empty or has white space in it ("docker.io/" → "m.example.com/\\n")',
    ],
    ["frozen", "no", 'a freeze says why it is there ("no")'],
    ["frozen", "Off", 'a freeze says why it is there ("Off")'],
    [
      "gitCredentials",
      { username: "bot", password: "" },
      "password is empty: perhaps a variable of the shell wasn't set (undefined)",
    ],
    [
      "gitCredentials",
      { githubAppID: " ", githubAppInstallationID: "2", githubAppPrivateKey: "-----BEGIN PRIVATE KEY-----" },
      "githubAppID is empty: perhaps a variable of the shell wasn't set (undefined)",
    ],
    [
      "imageCredentials",
      { "ghcr.io": { username: "", password: "Canary" } },
      '["ghcr.io"].username: This is empty: perhaps a variable of the shell wasn\'t set (undefined)',
    ],
    [
      "imageCredentials",
      { "ghcr.io": { username: "bot", password: "" } },
      '["ghcr.io"].password: This is empty: perhaps a variable of the shell wasn\'t set (undefined)',
    ],
  ])("%s: %j is told", (key, value, message) => {
    expect(told(key, value)).toBe(message);
  });

  test.each([
    ["argocdNamespace", "argo-cd"],
    ["cluster", { server: "https://rancher.example.com/k8s/clusters/c-1" }],
    ["cluster", { server: "https://127.0.0.1:6443" }],
    ["shards", ["eu", "us-1"]],
    ["mirrors", { "docker.io/": "registry.example.com/" }],
    ["frozen", "no deploys before the fair"],
    ["frozen", "false"],
  ])("%s: %j is taken", (key, value) => {
    expect(told(key, value)).toBe("taken");
  });
});
