import { describe, expect, test } from "vitest";
import { judgeConfig } from "../../../cli/doctor/config-problems.ts";
import type { Finding } from "../../../cli/doctor/finding.ts";
import type { OpenConfig } from "../../../cli/doctor/open-config.ts";
import { judgeSources } from "../../../cli/doctor/sources.ts";
import type { StackRole } from "../../../model/stack-order.ts";

const body = "Canary0123456789";

/** A stack's config; what begins with `secret:` is kept encrypted, and `secret:?` nobody could decrypt. */
function config(name: string, role: StackRole, given: Readonly<Record<string, string>>): OpenConfig {
  const full = Object.entries(given).map(
    ([key, value]) => [key.includes(":") ? key : `slipway:${key}`, value] as const,
  );
  const values = Object.fromEntries(full.map(([key, value]) => [key, value.replace(/^secret:/, "")]));
  const of = (mark: string) => full.filter(([, value]) => value.startsWith(mark)).map(([key]) => key);
  const source = {
    project: "slipway",
    stack: name,
    values: { "slipway:role": role, ...values },
    secretKeys: of("secret:"),
  };
  const stack = { name, role, environment: name, pipelines: [], file: "", config: source };
  return { stack, source, hidden: of("secret:?") };
}

const said = (findings: readonly Finding[]) => {
  expect(JSON.stringify(findings)).not.toMatch(/canary/i);
  return findings.map(({ area, state, rule, message, fix }) => [`${area} ${state} ${rule}`, message, fix]);
};

const tokens = (findings: readonly Finding[]) => said(findings.filter(({ rule }) => rule === "source-token"));

describe("the config of all stacks at once", () => {
  const source = config("source", "source", {
    github: '{"owner": "acme", "kargo": {"appId": 7}}',
    dockerHub: '{"username": "acme"}',
  });
  const right = config("dev", "environment", { context: "kind-slipway" });

  test("B26: a token that is nowhere: where it is looked for, its rights, how to set it", () => {
    expect(tokens(judgeConfig([right, source], {}))).toEqual([
      [
        "config error source-token",
        "stack source, slipway:dockerHubToken: There is no token for Docker Hub, neither here nor in SLIPWAY_DOCKERHUB_TOKEN",
        "Make a personal access token with Read, Write, Delete on Docker Hub and run: pulumi config set --secret slipway:dockerHubToken",
      ],
      [
        "config error source-token",
        "stack source, slipway:githubToken: There is no token for GitHub, neither here nor in GITHUB_TOKEN",
        "Make a fine-grained token for these repositories (Administration, Actions, Environments, Secrets, Variables, Webhooks: read and write; Metadata: read) and run: pulumi config set --secret slipway:githubToken",
      ],
    ]);
  });

  test("B27: an encrypted token of the wrong class, by its class alone", () => {
    const given = {
      github: '{"owner": "acme", "kargo": {"appId": 7}}',
      githubToken: `secret:dckr_pat_${body}abcdefgh`,
    };
    expect(tokens(judgeConfig([config("source", "source", given)], {}))[0]?.[1]).toBe(
      "stack source, slipway:githubToken: This is no token of GitHub (got a personal access token of Docker Hub, 33 characters)",
    );
  });

  test("what nobody could decrypt isn't judged, since the stack doesn't exist yet", () => {
    expect(said(judgeConfig([config("dev", "environment", { kubeconfig: "secret:?" })], {}))).toEqual([]);
  });

  test("B28: what is kept encrypted without need isn't told either", () => {
    const given = { context: "kind-slipway", gitProvider: `secret:${body}` };
    expect(said(judgeConfig([config("dev", "environment", given)], {}))[0]?.[1]).toContain('(got "[secret]"; allowed ');
  });

  test("B53: a kubeconfig and a context contradict each other", () => {
    const both = { context: "kind-slipway", kubeconfig: "secret:kind: Config" };
    expect(said(judgeConfig([config("dev", "environment", both)], {}))).toEqual([
      [
        "config error config-conflict",
        "stack dev, slipway:context: a kubeconfig and a context are both set, and only one can lead to the cluster",
        "Run: pulumi config rm --stack dev slipway:context",
      ],
    ]);
  });
});

describe("B53: the same said in two places: the winner is named", () => {
  const source = (given: Readonly<Record<string, string>>) => [config("source", "source", given)];
  const rows: readonly (readonly [
    string,
    OpenConfig[],
    Record<string, string>,
    string | undefined,
    readonly string[][],
  ])[] = [
    ["nothing twice", source({ githubToken: "secret:x" }), {}, undefined, []],
    [
      "Pulumi's backend",
      [],
      { PULUMI_BACKEND_URL: `s3://${body}@team?x=1` },
      "file://~",
      [
        [
          "pulumi warning two-backends",
          "PULUMI_BACKEND_URL (s3://team) wins over backend.url of Pulumi.yaml (file://~)",
          "Unset the one that isn't meant: unset PULUMI_BACKEND_URL",
        ],
      ],
    ],
    ["the same backend twice", [], { PULUMI_BACKEND_URL: "file://~" }, "file://~", []],
    [
      "an empty passphrase and a file with one",
      [],
      { PULUMI_CONFIG_PASSPHRASE: "", PULUMI_CONFIG_PASSPHRASE_FILE: "/run/phrase" },
      undefined,
      [
        [
          "pulumi warning two-passphrases",
          "PULUMI_CONFIG_PASSPHRASE, though empty, wins over PULUMI_CONFIG_PASSPHRASE_FILE",
          "Unset the one that isn't meant: unset PULUMI_CONFIG_PASSPHRASE",
        ],
      ],
    ],
    [
      "a token in config and in the environment",
      source({ githubToken: "secret:?" }),
      { GITHUB_TOKEN: `ghp_${body}` },
      undefined,
      [
        [
          "config warning two-tokens",
          "slipway:githubToken of stack source wins over GITHUB_TOKEN of the environment",
          "Unset the one that isn't meant: unset GITHUB_TOKEN, or pulumi config rm --stack source slipway:githubToken",
        ],
      ],
    ],
    [
      "a token under gh's name",
      source({ github: '{"owner": "acme"}' }),
      { GH_TOKEN: `ghp_${body}` },
      undefined,
      [
        [
          "config warning token-unread",
          "GH_TOKEN isn't read, GITHUB_TOKEN is",
          "Set it under that name: export GITHUB_TOKEN=$GH_TOKEN",
        ],
      ],
    ],
    [
      "the Kubernetes provider's own key",
      [config("dev", "environment", { context: "kind-slipway", "kubernetes:context": "prod-eu" })],
      {},
      undefined,
      [
        [
          "config warning config-unread",
          "kubernetes:context of stack dev isn't read: its cluster is the one that slipway:context leads to",
          "Run: pulumi config rm --stack dev kubernetes:context",
        ],
      ],
    ],
  ];
  test.each(rows)("%s", (_, configs, env, backend, expected) => {
    expect(said(judgeSources(configs, env, backend))).toEqual(expected);
  });
});
