import { describe, expect, test } from "vitest";
import { diffConfig } from "../../provider/config-diff.ts";
import { byName, formatRefusals, readOptions, refusedOptions } from "../../provider/options.ts";
import { type Fields, unknown } from "../../provider/value.ts";

const kubeconfig = (server: string, token = "t") => `
current-context: one
contexts: [{name: one, context: {cluster: c, user: u}}, {name: two, context: {cluster: d, user: u}}]
clusters: [{name: c, cluster: {server: "${server}"}}, {name: d, cluster: {server: "https://d"}}]
users: [{name: u, user: {token: ${token}}}]
`;

describe("a change of the provider's options", () => {
  const a = kubeconfig("https://a");
  test.each<[string, Fields, Fields, { changed: string[]; replaces: string[] }]>([
    ["none", { kubeconfig: a }, { kubeconfig: a }, { changed: [], replaces: [] }],
    [
      "another token keeps the resources",
      { kubeconfig: a },
      { kubeconfig: kubeconfig("https://a", "other") },
      { changed: ["kubeconfig"], replaces: [] },
    ],
    [
      "another server replaces them",
      { kubeconfig: a },
      { kubeconfig: kubeconfig("https://b") },
      { changed: ["kubeconfig"], replaces: ["kubeconfig"] },
    ],
    [
      "another context's cluster replaces them",
      { kubeconfig: a },
      { kubeconfig: a, context: "two" },
      { changed: ["context"], replaces: ["context"] },
    ],
    [
      "another cluster replaces them",
      { kubeconfig: a },
      { kubeconfig: a, cluster: "d" },
      { changed: ["cluster"], replaces: ["cluster"] },
    ],
    [
      "an unknown kubeconfig replaces them",
      { kubeconfig: a },
      { kubeconfig: unknown },
      { changed: ["kubeconfig"], replaces: ["kubeconfig"] },
    ],
    [
      "a kept clusterIdentifier keeps them",
      { kubeconfig: a, clusterIdentifier: "i" },
      { kubeconfig: unknown, clusterIdentifier: "i" },
      { changed: ["kubeconfig"], replaces: [] },
    ],
    [
      "another clusterIdentifier replaces them",
      { kubeconfig: a, clusterIdentifier: "i" },
      { kubeconfig: a, clusterIdentifier: "j" },
      { changed: ["clusterIdentifier"], replaces: ["clusterIdentifier"] },
    ],
    [
      "a first clusterIdentifier keeps them",
      { kubeconfig: a },
      { kubeconfig: a, clusterIdentifier: "i" },
      { changed: ["clusterIdentifier"], replaces: [] },
    ],
    [
      "an unreadable kubeconfig keeps them",
      { kubeconfig: "{" },
      { kubeconfig: a },
      { changed: ["kubeconfig"], replaces: [] },
    ],
    [
      "another option keeps them",
      { kubeconfig: a },
      { kubeconfig: a, namespace: "n" },
      { changed: ["namespace"], replaces: [] },
    ],
  ])("%s", (_, olds, news, result) => {
    expect(diffConfig(olds, news, (text) => text)).toEqual(result);
  });
});

describe("options", () => {
  test("come from Configure, then from the environment", () => {
    const variables = new Map([
      ["kubernetes:config:namespace", "n"],
      ["kubernetes:config:deleteUnreachable", "false"],
    ]);
    const env = { PULUMI_K8S_DELETE_UNREACHABLE: "true", PULUMI_K8S_ENABLE_PATCH_FORCE: "true" };
    expect(readOptions(variables, env)).toEqual({
      kubeconfig: "",
      context: "",
      cluster: "",
      namespace: "n",
      deleteUnreachable: false,
      skipUpdateUnreachable: false,
      enablePatchForce: true,
      upsertExistingObjects: false,
      enableConfigMapMutable: false,
      enableSecretMutable: false,
    });
    expect(byName(variables)).toEqual({ namespace: "n", deleteUnreachable: "false" });
  });

  test("that can't be honoured are refused by name, unless they ask for what happens anyway", () => {
    expect(
      refusedOptions({
        kubeconfig: "x",
        enableServerSideApply: "true",
        strictMode: false,
        suppressDeprecationWarnings: true,
        kubeClientSettings: "{}",
        version: "4.34.2",
      }),
    ).toEqual([]);
    const refused = refusedOptions({
      enableServerSideApply: "false",
      renderYamlToDirectory: "out",
      kubeClientSettings: '{"qps":5}',
      strange: true,
    });
    expect(formatRefusals(refused)).toBe(
      [
        "provider option enableServerSideApply: the stand-in provider updates by server-side apply only; leave enableServerSideApply out or true",
        "provider option renderYamlToDirectory: the stand-in provider does not render YAML to files; install the real plugin for that",
        "provider option kubeClientSettings: the stand-in provider does not limit its requests; leave kubeClientSettings out",
        "provider option strange: the stand-in provider does not know the option strange",
      ].join("\n"),
    );
  });
});
