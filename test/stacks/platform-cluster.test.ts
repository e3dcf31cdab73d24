import { createHash } from "node:crypto";
import { describe, expect, test } from "vitest";
import { program as anyProgram } from "../../index.ts";
import { kindDefaults } from "../../model/platform/kind.ts";
import { kindShell, readKind } from "../../model/platform/kind-commands.ts";
import { kindConfig, registryHosts } from "../../model/platform/kind-config.ts";
import { type MockOptions, runMocked } from "../support/mocks.ts";
import { recordedCluster, whole } from "../support/recorded-cluster.ts";

const none = { install: false };
/** Nothing but the cluster, for which everything is there. */
const parts = { certManager: none, argoRollouts: none, argocd: none, kargo: none };
const program = () => anyProgram({ reach: () => recordedCluster("the cluster", whole) });

function options(cluster: object, more: MockOptions = {}): MockOptions {
  return {
    stack: "platform",
    config: { "slipway:role": "platform", "slipway:platform": JSON.stringify({ cluster, parts }) },
    results: {
      "random:index/randomPassword:RandomPassword": { result: "canary-password" },
      "command:local:Command": { stdout: "canary-kubeconfig" },
    },
    ...more,
  };
}

const eks = "organization/clusters-eks/prod";
const ofStack = { type: "stack", stack: eks };

describe("a kind cluster", () => {
  test("is made, changed, read and deleted by these commands, of which none holds a name", async () => {
    const config = kindConfig({ ...kindDefaults, type: "kind", name: "mine" });
    const digest = createHash("sha256").update(config).digest("hex");
    const { resources } = await runMocked(program, options({ type: "kind", name: "mine" }));
    // The command's id, another one for every cluster that is made, is unknown to mocks.
    const made = expect.any(String);
    const commands = resources.filter(({ type }) => type === "command:local:Command");
    expect(commands).toEqual([
      {
        type: "command:local:Command",
        name: "cluster-kind",
        after: [],
        inputs: {
          interpreter: kindShell,
          create: "create",
          update: "change",
          delete: "delete",
          stdin: config,
          environment: { CLUSTER: "mine", CONFIG_DIGEST: digest, HOSTS: "" },
        },
      },
      {
        type: "command:local:Command",
        name: "cluster-kubeconfig",
        after: ["cluster-kind"],
        inputs: {
          create: readKind,
          environment: { CLUSTER: "mine" },
          triggers: [made],
          logging: "none",
        },
      },
    ]);
    expect(resources.find(({ type }) => type === "pulumi:providers:kubernetes")?.inputs).toEqual({
      kubeconfig: { secret: "canary-kubeconfig" },
      clusterIdentifier: made,
      enableSecretMutable: "true",
    });
  });

  test("with local: true takes what stands in it along when it goes, and says how to reach it", async () => {
    const { resources, outputs } = await runMocked(program, options({ type: "kind", local: true }));
    // The engine hands it on to everything below. Source: pulumi, pkg/resource/deploy/source_eval.go.
    expect(resources.find(({ name }) => name === "local")).toMatchObject({
      type: "slipway:local:LocalServices",
      deletedWith: "cluster-kind",
    });
    expect(resources.find(({ name }) => name === "cluster-kind")?.inputs["environment"]).toMatchObject({
      HOSTS: registryHosts,
    });
    expect((outputs as { local: unknown }).local).toEqual({
      git: {
        url: "http://gitea.slipway-local.svc/slipway/",
        onThisMachine: "http://localhost:31083/slipway/",
        user: "slipway",
      },
      registry: { name: "10.96.0.80", push: "localhost:31084" },
      readGitPassword: "pulumi stack output localGitPassword --show-secrets --stack platform",
    });
  });
});

describe("another stack's cluster", () => {
  const provider = async (outputs: Record<string, unknown>) => {
    const { resources } = await runMocked(program, options(ofStack, { stacks: { [eks]: outputs } }));
    return resources.find(({ type }) => type === "pulumi:providers:kubernetes")?.inputs;
  };

  test.each([
    ["a text", "apiVersion: v1", "apiVersion: v1"],
    ["an object", { clusters: [], users: [] }, '{"clusters":[],"users":[]}'],
  ])("is reached by a kubeconfig that is %s", async (_, kubeconfig, text) => {
    expect(await provider({ kubeconfig })).toEqual({
      kubeconfig: { secret: text },
      clusterIdentifier: eks,
      enableSecretMutable: "true",
    });
  });

  test("is another one when that stack says so", async () => {
    expect(await provider({ kubeconfig: "k", clusterIdentifier: "arn@2026" })).toMatchObject({
      clusterIdentifier: "arn@2026",
    });
  });

  const missing = `stack ${eks} has no output kubeconfig, which platform.cluster names for the kubeconfig: pulumi stack output --stack ${eks} shows those it has`;
  const rows: readonly (readonly [string, Record<string, Record<string, unknown>>, string])[] = [
    [
      "doesn't exist",
      {},
      `stack ${eks}, which platform.cluster.stack names, doesn't exist: bring the cluster up first, in its own project: pulumi up`,
    ],
    ["has no such output", { [eks]: { kubeConfig: "k" } }, missing],
    ["has an empty one", { [eks]: { kubeconfig: "" } }, missing],
    [
      "has a number there",
      { [eks]: { kubeconfig: 1 } },
      `output kubeconfig of stack ${eks} is no kubeconfig but a number: a kubeconfig is a text in YAML or JSON, or an object`,
    ],
    [
      "has a list there",
      { [eks]: { kubeconfig: [] } },
      `output kubeconfig of stack ${eks} is no kubeconfig but a list: a kubeconfig is a text in YAML or JSON, or an object`,
    ],
    [
      "has all of its outputs in there",
      { [eks]: { kubeconfig: { kubeconfig: "k" } } },
      `output kubeconfig of stack ${eks} is no kubeconfig but an object without clusters: a kubeconfig is a text in YAML or JSON, or an object`,
    ],
  ];
  test.each(rows)("is refused in one line when that stack %s", async (_, stacks, message) => {
    await expect(runMocked(program, options(ofStack, { stacks }))).rejects.toThrow(
      expect.objectContaining({ message, __pulumiRunError: true }),
    );
  });

  test("may be missing in a preview, which then doesn't know its kubeconfig", async () => {
    const { resources } = await runMocked(program, options(ofStack, { preview: true, stacks: {} }));
    const inputs = resources.find(({ type }) => type === "pulumi:providers:kubernetes")?.inputs;
    expect(inputs?.["clusterIdentifier"]).toBe(eks);
    expect(JSON.stringify(inputs?.["kubeconfig"])).not.toContain("clusters");
  });
});
