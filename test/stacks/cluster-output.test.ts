import { describe, expect, test } from "vitest";
import { program } from "../../index.ts";
import type { TargetCluster } from "../../model/platform/target-clusters.ts";
import { reachCluster } from "../../stacks/cluster-output.ts";
import { type MockOptions, runMocked } from "../support/mocks.ts";

const stack = "organization/clusters-eks/prod";
const cluster: TargetCluster = {
  name: "prod-eu",
  stack,
  output: "kubeconfig",
  namespaces: ["shop-prod-eu"],
  resources: [],
  labels: {},
};

async function provider(options: MockOptions): Promise<unknown> {
  const { resources } = await runMocked(async () => {
    await reachCluster(cluster);
  }, options);
  return resources.find(({ type }) => type === "pulumi:providers:kubernetes")?.inputs;
}

const inPlace = { clusterIdentifier: stack, enableConfigMapMutable: "true", enableSecretMutable: "true" };
const missing: readonly (readonly [string, MockOptions["stacks"]])[] = [
  ["stack", {}],
  ["output", { [stack]: { kubeConfig: "k" } }],
];

describe("a cluster beside the stack's own", () => {
  test.each([
    ["a text", "apiVersion: v1", "apiVersion: v1"],
    ["an object", { clusters: [] }, '{"clusters":[]}'],
  ])("is reached by a kubeconfig that is %s", async (_, kubeconfig, text) => {
    expect(await provider({ stacks: { [stack]: { kubeconfig } } })).toEqual({
      kubeconfig: { secret: text },
      ...inPlace,
    });
  });

  test.each(missing)("is previewed while its %s is missing, without its kubeconfig", async (_, stacks = {}) => {
    const found = await provider({ preview: true, stacks });
    expect(found).toMatchObject(inPlace);
    expect(JSON.stringify(found)).not.toContain("apiVersion");
  });

  test("lets the whole platform be previewed before any of its clusters' stacks exist", async () => {
    const clusters = [
      { name: "prod-eu", stack, namespaces: ["shop-prod-eu"] },
      { name: "prod-us", stack: "organization/clusters-eks/us", kargoShard: "us" },
    ];
    const config = {
      "slipway:role": "platform",
      "slipway:platform": "{}",
      "slipway:clusters": JSON.stringify(clusters),
    };
    const { resources } = await runMocked(() => program(), { stack: "platform", preview: true, stacks: {}, config });
    const types = ["slipway:clusters:RegisteredCluster", "slipway:clusters:KargoShard"];
    expect(resources.filter(({ type }) => types.includes(type)).map(({ name }) => name)).toEqual([
      "prod-eu",
      "prod-us",
    ]);
  });

  test("is refused in one line outside of a preview when its stack is missing", async () => {
    await expect(provider({ stacks: {} })).rejects.toThrow(
      expect.objectContaining({
        message: `cluster prod-eu: there is no stack ${stack}. Bring it up first, or mend stack in slipway:clusters: its full name is organization/project/stack`,
        __pulumiRunError: true,
      }),
    );
  });
});
