import { describe, expect, test } from "vitest";
import { goserver } from "../../apps/goserver/pipeline.ts";
import { deliveryGuards } from "../../model/compile/guards.ts";
import { compile } from "../../model/compile.ts";
import { ProblemsError } from "../../model/problem.ts";
import { ownGuards, settingsOf } from "../../model/rules/index.ts";
import type { ConfigSource } from "../../stacks/config-source.ts";
import { readSettings } from "../../stacks/settings.ts";

const kubeconfig = `apiVersion: v1
kind: Config
current-context: test
contexts: [{name: test, context: {cluster: home, user: me}}]
clusters: [{name: home, cluster: {server: "https://127.0.0.1:6443"}}]
users: [{name: me, user: {token: very-hidden-token}}]
`;

const secretKeys = ["slipway:kubeconfig", "slipway:gitCredentials"];

function source(values: Record<string, string>, secrets: readonly string[] = secretKeys): ConfigSource {
  return { project: "slipway", stack: "dev", values, secretKeys: secrets };
}

function messageOf(values: Record<string, string>, secrets?: readonly string[]): string {
  try {
    readSettings(source(values, secrets), "organization");
  } catch (error) {
    if (error instanceof ProblemsError) return error.message;
    throw error;
  }
  return "no problem";
}

const right = { "slipway:role": "environment", "slipway:kubeconfig": kubeconfig };

describe("a freeze", () => {
  test("is read as it says why, and false is none", () => {
    const of = (frozen: string) => readSettings(source({ ...right, "slipway:frozen": frozen }), "organization").compile;
    expect(of("incident 7").frozen).toBe("incident 7");
    expect(of("false")).not.toHaveProperty("frozen");
  });

  test("that doesn't say why is refused", () => {
    expect(messageOf({ ...right, "slipway:frozen": "true" })).toBe(
      `config of stack dev: 1 error
  error slipway:frozen: a freeze says why it is there (got "true"; allowed one line of 1 to 200 characters). Run: pulumi config set --stack dev slipway:frozen "incident 7". [config-value]`,
    );
  });
});

describe("guards", () => {
  test("are settings of rules and levels, all others at their defaults", () => {
    const values = { ...right, "slipway:guards": '{"minimumSoak": "24h", "levels": {"G10": "deny"}}' };
    expect(readSettings(source(values), "organization").guards).toEqual({
      ...ownGuards,
      settings: settingsOf({ minimumSoak: "24h" }),
      levels: { G10: "deny" },
    });
  });

  test("of the delivery stack let the controllers of shards write evidence, though it isn't told which Stage is in which", () => {
    const us = { name: "prod-us", stack: "acme/clusters/us", kargoShard: "us" };
    const values = {
      "slipway:clusters": JSON.stringify([us]),
      "slipway:shards": '["ap"]',
      "slipway:guards": '{"minimumSoak": "24h"}',
    };
    const { compile: settings, guards } = readSettings(
      source({ ...right, ...values, "slipway:role": "delivery" }),
      "acme",
    );
    expect(guards).toEqual({ ...ownGuards, settings: settingsOf({ minimumSoak: "24h" }), shards: ["ap", "us"] });
    const policies = deliveryGuards(compile(goserver, settings), guards);
    const evidence = JSON.stringify(
      policies.find(({ metadata }) => metadata.name === "slipway.goserver.freights-status"),
    );
    expect([...new Set(evidence.match(/kargo-controller[a-z-]*/g))]).toEqual([
      "kargo-controller",
      "kargo-controller-ap",
      "kargo-controller-us",
    ]);
  });

  test("that can't be read are refused, never left out", () => {
    expect(messageOf({ ...right, "slipway:guards": '{"minimumSoak": "1d", "levels": {"G99": "deny"}}' })).toBe(
      `config of stack dev: 2 errors
  error slipway:guards: levels.G99: There is no such rule (got "G99"; allowed G01 to G40). Run: pulumi config set --stack dev slipway:guards '{"minimumSoak": "24h", "levels": {"G10": "deny"}}'. [config-value]
  error slipway:guards: minimumSoak: This can't be read (got "1d"; allowed a duration with s, m and h). Run: pulumi config set --stack dev slipway:guards '{"minimumSoak": "24h", "levels": {"G10": "deny"}}'. [config-value]`,
    );
  });
});

describe("right config", () => {
  test("what isn't set gets its default", () => {
    expect(readSettings(source(right), "organization")).toEqual({
      role: "environment",
      environment: "dev",
      pipelines: [],
      clusterAccess: { kubeconfig, identifier: "6c5003f4dd169196" },
      deliveryStack: "organization/slipway/delivery",
      sourceStack: "organization/slipway/source",
      compile: { mirrors: [], argocdNamespace: "argocd", cluster: { server: "https://kubernetes.default.svc" } },
    });
  });

  test("everything can be set", () => {
    const values = {
      "slipway:role": "delivery",
      "slipway:environment": "production",
      "slipway:pipelines": '["goserver"]',
      "slipway:context": "work",
      "slipway:clusterIdentifier": "work-1",
      "slipway:gitCredentials": '{"username":"slipway","password":"correct-horse"}',
      "slipway:deliveryStack": "acme/slipway/shared",
      "slipway:argocdNamespace": "argo",
      "slipway:cluster": '{"name":"prod-1"}',
      "slipway:mirrors": '{"docker.io/":"127.0.0.1:5000/"}',
      "slipway:gitProvider": "gitea",
      "aws:region": "eu-west-1",
    };
    expect(readSettings(source(values), "acme")).toEqual({
      role: "delivery",
      environment: "production",
      pipelines: ["goserver"],
      clusterAccess: { context: "work", identifier: "work-1" },
      gitLogin: { username: "slipway", password: "correct-horse" },
      deliveryStack: "acme/slipway/shared",
      sourceStack: "acme/slipway/source",
      compile: {
        mirrors: [{ from: "docker.io/", to: "127.0.0.1:5000/" }],
        gitProvider: "gitea",
        argocdNamespace: "argo",
        cluster: { name: "prod-1" },
      },
    });
  });

  test("another login to the same cluster keeps the cluster's identifier", () => {
    const other = { ...right, "slipway:kubeconfig": kubeconfig.replace("very-hidden-token", "another") };
    const identifier = (values: Record<string, string>) => readSettings(source(values), "o").clusterAccess.identifier;
    expect(identifier(other)).toBe(identifier(right));
  });
});

describe("wrong config", () => {
  test("an empty config is told what a stack needs at least", () => {
    expect(messageOf({})).toBe(`config of stack dev: 2 errors
  error slipway:kubeconfig: a stack needs a cluster (allowed a kubeconfig, or a context of yours: pulumi config set --stack dev slipway:context NAME). Run: pulumi config set --stack dev --secret slipway:kubeconfig < kubeconfig.yaml. [config-missing]
  error slipway:role: a stack needs a role (allowed platform, source, delivery, environment). Run: pulumi config set --stack dev slipway:role environment. [config-missing]`);
  });

  test("all problems are told at once, each with the command that mends it", () => {
    const values = {
      ...right,
      "slipway:role": "delivrey",
      "slipway:context": "work",
      "slipway:mirror": "{}",
      "slipway:pipelines": "goserver",
      "slipway:gitCredentials": '{"user":"slipway","password":"correct-horse"}',
      "slipway:nonsense": "1",
    };
    const known =
      "slipway:role, slipway:environment, slipway:pipelines, slipway:kubeconfig, slipway:context, slipway:clusterIdentifier, " +
      "slipway:mirrors, slipway:gitProvider, slipway:gitCredentials, slipway:argocdGitCredentials, slipway:imageCredentials, slipway:webhooks, slipway:sourceStack, slipway:verification, slipway:notify, slipway:deliveryStack, slipway:argocdNamespace, slipway:cluster, slipway:targets, slipway:clusters, slipway:shards, slipway:frozen, slipway:guards, slipway:people";
    expect(messageOf(values)).toBe(`config of stack dev: 6 errors
  error slipway:context: a kubeconfig and a context are both set, and only one can lead to the cluster. Run: pulumi config rm --stack dev slipway:context. [config-conflict]
  error slipway:gitCredentials: this value has another shape (allowed an object with username and password, both texts, or with githubAppID, githubAppInstallationID and githubAppPrivateKey). Run: pulumi config set --stack dev --secret slipway:gitCredentials '{"username": "NAME", "password": "TOKEN"}'. [config-value]
  error slipway:mirror: there is no such key; did you mean slipway:mirrors (allowed ${known}). Run: pulumi config rm --stack dev slipway:mirror. [config-unknown-key]
  error slipway:nonsense: there is no such key (allowed ${known}). Run: pulumi config rm --stack dev slipway:nonsense. [config-unknown-key]
  error slipway:pipelines: this value has another shape (got "goserver"; allowed a list of names of folders in apps/). Run: pulumi config set --stack dev slipway:pipelines '["goserver"]'. [config-value]
  error slipway:role: this is none of the choices (got "delivrey"; allowed platform, source, delivery, environment). Run: pulumi config set --stack dev slipway:role delivery. [config-value]`);
  });

  test("a secret in the clear is refused without being shown", () => {
    const message = messageOf(right, []);
    expect(message).toBe(`config of stack dev: 2 errors
  error slipway:kubeconfig: this value is a secret but stands in the clear. Run: pulumi config set --stack dev --secret slipway:kubeconfig < kubeconfig.yaml. [config-not-secret]
  error slipway:kubeconfig: this looks like a kubeconfig with credentials in the clear, in a file that is kept in Git. Revoke it, make a new one and run: pulumi config set --stack dev --secret slipway:kubeconfig. [config-plain-secret]`);
  });

  test.each([
    ["no YAML at all", "{{ very-hidden-token"],
    ["no current context", kubeconfig.replace("current-context: test\n", "")],
    ["a context without its cluster", kubeconfig.replace("cluster: home", "cluster: gone")],
  ])("a kubeconfig with %s is refused without being shown", (_, broken) => {
    expect(messageOf({ ...right, "slipway:kubeconfig": broken })).toBe(`config of stack dev: 1 error
  error slipway:kubeconfig: its current context leads to no cluster with a server (allowed a kubeconfig in YAML with current-context). Run: pulumi config set --stack dev --secret slipway:kubeconfig < kubeconfig.yaml. [config-value]`);
  });
});
