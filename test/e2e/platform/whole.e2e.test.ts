import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { stringify } from "yaml";
import { type UserProject, userProject } from "../../cli/stacks/user-project.ts";
import { hasPipelineCluster, playControllers } from "../../engine/pipeline-cluster.ts";
import { type ApiServer, type JsonObject, startApiServer } from "../../support/api-server.ts";
import { simulateKubelets } from "../../support/simulated-kubelets.ts";
import { testTools } from "../../support/tools.ts";
import { leadWebhooks, startWebhookServer } from "../../support/webhook-server.ts";
import { packCharts } from "./charts-folder.ts";
import { hasOwnCharts, packArgoCharts } from "./upstream-manifests.ts";

const plugins = ["random-plugin", "cert-manager-plugin"].map((name) =>
  join(import.meta.dirname, "../../support", name),
);
/** Those of the other environments come up in test/cli/stacks. */
const stacks = ["platform", "delivery", "dev"];

/**
 * From a cluster with nothing in it to a pipeline, by the command that a user types. The charts of cert-manager and Kargo are
 * their own; Argo CD's and Argo Rollouts' are where SLIPWAY_TEST_CHARTS has them. Pods are simulated, so no controller
 * runs: what a stack waits for from Kargo and Argo CD is played.
 */
describe.skipIf(!hasPipelineCluster())("everything, from an empty cluster", { timeout: 1_800_000 }, () => {
  let api: ApiServer;
  let project: UserProject;
  let ends: (() => Promise<void> | void)[] = [];
  beforeAll(async () => {
    const webhook = await startWebhookServer();
    const tools = testTools();
    const [started, pulumi] = await Promise.all([startApiServer(), tools.get("pulumi")]);
    api = started;
    const helm = await tools.get("helm");
    project = userProject({ kubeconfig: api.kubeconfig, pulumi }, stacks, "test", {
      plugins,
      env: { SLIPWAY_HELM: helm },
    });
    const charts = join(project.folder, "charts");
    mkdirSync(charts);
    await packCharts(charts);
    await packArgoCharts(charts, helm);
    writeFileSync(
      join(project.folder, "config", "Pulumi.platform.yaml"),
      stringify({
        config: {
          "slipway:role": "platform",
          "slipway:context": "test",
          "slipway:platform": {
            size: "ha",
            cluster: { type: "existing", confirm: "test" },
            hosts: { argocd: "argocd.example.com", kargo: "kargo.example.com" },
            airGap: { charts: "./charts", registry: "registry.example.com/mirror" },
          },
        },
      }),
    );
    ends = [
      simulateKubelets(api),
      leadWebhooks(api, ["cert-manager-webhook", "kargo"], webhook),
      playControllers(api),
      () => webhook.close(),
    ];
  });
  afterAll(async () => {
    for (const end of ends) await end();
    await api?.stop();
    project?.remove();
  });

  const lines = (output: string, start: RegExp) =>
    output
      .split("\n")
      .filter((line) => start.test(line))
      .map((line) =>
        line.replaceAll(/(\d+ min )?\d+(\.\d+)? s\b/g, "N s").replaceAll(/\d+ (create|same|delete)/g, "N $1"),
      );
  const asked = async (path: string) => (await api.ask("GET", path)).body;

  test("is previewed before any of it exists", async () => {
    const { code, output } = await project.slipway("preview");
    expect(code, output).toBe(0);
    expect(lines(output, /^✓/)).toEqual(stacks.map((name) => `✓ preview ${name}: N create (N s)`));
  });

  test("comes up in order, and a second time nothing changes", async () => {
    const first = await project.slipway("up");
    expect(first.code, first.output).toBe(0);
    expect(lines(first.output, /^✓ up/)).toEqual(stacks.map((name) => `✓ up ${name}: N create (N s)`));
    const second = await project.slipway("up");
    expect(second.code, second.output).toBe(0);
    expect(lines(second.output, /^✓ up/)).toEqual(stacks.map((name) => `✓ up ${name}: N same (N s)`));
  });

  test("every part has the values that Slipway means it to have", async () => {
    const deployments = async (namespace: string) => {
      const { items } = await asked(`/apis/apps/v1/namespaces/${namespace}/deployments`);
      return Object.fromEntries(
        items.map(({ metadata, spec }: JsonObject) => [
          metadata.name,
          `${spec.replicas} ${spec.template.spec.containers[0].image}`,
        ]),
      );
    };
    expect(await deployments("cert-manager")).toEqual({
      "cert-manager": "2 registry.example.com/mirror/jetstack/cert-manager-controller:v1.21.1",
      "cert-manager-cainjector": "2 registry.example.com/mirror/jetstack/cert-manager-cainjector:v1.21.1",
      "cert-manager-webhook": "3 registry.example.com/mirror/jetstack/cert-manager-webhook:v1.21.1",
    });
    expect(Object.values(await deployments("kargo"))).toEqual(
      expect.arrayContaining(["2 registry.example.com/mirror/akuity/kargo:v1.11.2"]),
    );
    if (hasOwnCharts)
      expect(Object.values(await deployments("argocd"))).toEqual(
        expect.arrayContaining([expect.stringMatching(/registry\.example\.com\/mirror/)]),
      );
  });

  test("goes in the reverse order, and leaves nothing but CRDs", async () => {
    const { code, output } = await project.slipway("down", "--yes", "--unprotect", "delivery");
    expect(code, output).toBe(0);
    expect(lines(output, /^✓ destroy/)).toEqual(stacks.toReversed().map((name) => `✓ destroy ${name}: N delete (N s)`));
    const { items } = await asked("/api/v1/namespaces");
    expect(items.map(({ metadata }: JsonObject) => metadata.name).sort()).toEqual([
      "default",
      "kube-node-lease",
      "kube-public",
      "kube-system",
    ]);
  });
});
