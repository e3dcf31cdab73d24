import { join } from "node:path";
import * as k8s from "@pulumi/kubernetes";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Engine } from "../../engine/engine.ts";
import type { StackRun } from "../../engine/stack-run.ts";
import { engineProcesses, processesOf, within } from "../provider/engine-harness.ts";
import { type ApiServer, startApiServer } from "../support/api-server.ts";
import { engineIn } from "../support/engine-in.ts";
import { simulateKubelets } from "../support/simulated-kubelets.ts";
import { writeChart } from "../support/tiny-chart.ts";
import { testTools } from "../support/tools.ts";
import { hasPipelineCluster, standIn } from "./pipeline-cluster.ts";
import { recorder } from "./recorder.ts";

/** Two releases, one after the other; helm waits for the second's Pods, which nobody runs until a kubelet is played. */
describe.skipIf(!hasPipelineCluster())("an engine that is killed while helm works", () => {
  let api: ApiServer;
  let engine: Engine;
  let home: string;
  const { progress, notes } = recorder();
  const charts = { one: "", two: "" };
  beforeAll(async () => {
    api = await startApiServer();
    home = join(api.folder, "home");
    for (const [name, version] of [["one", "1.0.0"] as const, ["two", "2.0.0"] as const])
      charts[name] = writeChart(api.folder, version);
    const [pulumi, helm] = await Promise.all([testTools().get("pulumi"), testTools().get("helm")]);
    engine = engineIn(api.folder, pulumi, { plugins: [standIn], progress, env: { SLIPWAY_HELM: helm } });
  });
  afterAll(() => api?.stop());

  const run = (chart: string): StackRun => ({
    name: "platform",
    config: {},
    program: async () => {
      const provider = new k8s.Provider("cluster", { kubeconfig: api.kubeconfig, clusterIdentifier: "test" });
      const namespace = new k8s.core.v1.Namespace("ours", { metadata: { name: "ours" } }, { provider });
      const args = { namespace: namespace.metadata.name, chart, atomic: true, timeout: 300 };
      const first = new k8s.helm.v3.Release("first", { ...args, name: "first" }, { provider });
      const values = { waits: true };
      new k8s.helm.v3.Release("second", { ...args, name: "second", values }, { provider, dependsOn: [first] });
    },
  });
  const revisions = async () => {
    const { body } = await api.ask("GET", "/api/v1/namespaces/ours/secrets?labelSelector=owner%3Dhelm");
    return (body.items ?? []).map(
      ({ metadata: { labels } }: { metadata: { labels: Record<string, string> } }) =>
        `${labels.name} ${labels.version} ${labels.status}`,
    );
  };
  /** Runs `up`, and kills the engine as soon as helm has written down a revision. */
  const killedAt = async (revision: string, chart: string) => {
    const running = engine.up(run(chart)).then(
      () => "came up",
      () => "killed",
    );
    await within(120_000, async () => (await revisions()).includes(revision));
    for (const { pid } of engineProcesses(home)) process.kill(pid, "SIGKILL");
    expect(await running).toBe("killed");
    // The provider ends helm a moment after its engine: a helm that went on would finish once Pods are played.
    await within(120_000, async () => processesOf(home).length === 0);
    expect(await revisions()).toContain(revision);
  };
  const unchanged = { create: 0, update: 0, replace: 0, delete: 0 };

  test("leaves a pending release, which the next up mends by itself: installing (F03) and upgrading (F27)", async () => {
    await killedAt("second 1 pending-install", charts.one);
    expect(await revisions()).toEqual(["first 1 deployed", "second 1 pending-install"]);
    let stopKubelets = simulateKubelets(api);
    const next = await engine.up(run(charts.one));
    expect(next.changes).toEqual({ ...unchanged, create: 1, same: 4 });
    expect(await revisions()).toEqual(["first 1 deployed", "second 1 deployed"]);
    expect(notes.filter((note) => note.includes("Release"))).toEqual([
      "stack platform: an interrupted run was installing Release ours/second; Helm left it pending-install: that " +
        "revision's record is taken away, and what it made is taken over by the next try",
    ]);
    await stopKubelets();

    await killedAt("second 2 pending-upgrade", charts.two);
    stopKubelets = simulateKubelets(api);
    const upgraded = await engine.up(run(charts.two));
    expect(upgraded.changes).toEqual({ ...unchanged, update: 1, same: 4 });
    expect((await revisions()).sort()).toEqual([
      "first 1 superseded",
      "first 2 deployed",
      "second 1 superseded",
      "second 2 deployed",
    ]);
    expect(notes.at(-1)).toBe(
      "stack platform: an interrupted run was upgrading Release ours/second; Helm left it pending-upgrade: that " +
        "revision's record is taken away, and what it made is taken over by the next try",
    );
    expect((await engine.up(run(charts.two))).changes).toEqual({ ...unchanged, same: 5 });
    await stopKubelets();
  }, 1_200_000);
});
