/** Runs that are stopped, or lose what they stand on, half-way: fault numbers are those of docs/faults.md. */
import { execFile } from "node:child_process";
import { mkdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { promisify } from "node:util";
import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { stackState } from "../../cli/stacks/stack-state.ts";
import { takeDown } from "../../cli/stacks/take-down.ts";
import { cleanPath } from "../../engine/clean-path.ts";
import { PulumiProject } from "../../engine/pulumi-project.ts";
import type { StackRun } from "../../engine/stack-run.ts";
import { UserError } from "../../model/problem.ts";
import { installedCharts, refuseDowngrade } from "../../stacks/no-downgrade.ts";
import { preset } from "../model/platform/presets.ts";
import { openDoor } from "../support/door.ts";
import { gadgets } from "../support/gadgets.ts";
import { until } from "../support/kargo-server.ts";
import { restartApiServer } from "../support/restart-api-server.ts";
import { writeChart } from "../support/tiny-chart.ts";
import { testTools } from "../support/tools.ts";
import {
  hasPipelineCluster,
  type PipelineCluster,
  resourcesOf,
  stackRun,
  standIn,
  startPipelineCluster,
} from "./pipeline-cluster.ts";
import { recorder } from "./recorder.ts";

const nothing = { create: 0, update: 0, replace: 0, delete: 0, same: 0 };

describe.skipIf(!hasPipelineCluster())("a run that is asked to stop", { timeout: 900_000 }, () => {
  let cluster: PipelineCluster;
  const ends: (() => unknown)[] = [];
  beforeAll(async () => {
    cluster = await startPipelineCluster();
  });
  afterAll(async () => {
    for (const end of ends) await end();
    await cluster?.stop();
  });

  test("ends in order: no lock, nothing open, and the next run goes on", async () => {
    const stop = new AbortController();
    const run = cluster.engine("stopped", { signal: stop.signal }).up(stackRun(cluster, "delivery"));
    const ended = expect(run).rejects.toThrow(new UserError("stack delivery: up was stopped; run it again to go on"));
    while ((await cluster.names()).length === 0) await sleep(20);
    stop.abort();
    await ended;
    const { progress, notes } = recorder();
    const engine = cluster.engine("stopped", { progress });
    await engine.up(stackRun(cluster, "delivery"));
    expect(notes).toEqual([]);
    expect((await engine.up(stackRun(cluster, "delivery"))).changes).toMatchObject({
      create: 0,
      update: 0,
      same: resourcesOf("delivery"),
    });
  });

  const stages = "/apis/kargo.akuity.io/v1alpha1/namespaces/default/stages";
  const isThere = (path: string) => until(path, async () => (await cluster.ask("GET", path)).code === 200);
  const ready = (path: string) =>
    until(`${path} to be called ready`, async () => {
      return (await cluster.ask("PATCH", path, { state: "Ready" }, "application/merge-patch+json")).code === 200;
    });
  const said = (running: Promise<unknown>) =>
    running.then(
      () => "came up",
      (error: Error) => error.message,
    );

  /** Three objects, one after the other; the second is waited for until somebody calls it ready. */
  const three = (name: string, apiVersion: string, kind: string): StackRun => ({
    name,
    config: {},
    program: async () => {
      const provider = new k8s.Provider("cluster", { kubeconfig: cluster.kubeconfig, clusterIdentifier: "test" });
      const map = (logical: string, dependsOn: pulumi.Resource[]) =>
        new k8s.core.v1.ConfigMap(
          logical,
          { metadata: { name: `${name}-${logical}`, namespace: "default" } },
          { provider, dependsOn },
        );
      const annotations = { "pulumi.com/waitFor": "jsonpath={.state}=Ready" };
      const metadata = { name, namespace: "default", annotations };
      const options = { provider, dependsOn: [map("first", [])] };
      map("last", [new k8s.apiextensions.CustomResource("held", { apiVersion, kind, metadata }, options)]);
    },
  });

  test("F05 and F04: another one is told who has the stack and since when; it takes up what the first can't write down", async () => {
    const run = three("two", "kargo.akuity.io/v1alpha1", "Stage");
    const { progress, notes } = recorder();
    const first = said(cluster.engine("two").up(run));
    await isThere(`${stages}/two`);
    const backend = join(cluster.folder, "two", "state");
    // The CLI's own words are all there is in other backends than folders.
    await expect(plain(backend, "refresh", "--stack", "two", "--yes", "--skip-preview")).rejects.toThrow(
      /the stack is currently locked by 1 lock\(s\)[\s\S]*created by \S+@\S+ \(pid \d+\) at \d{4}-/,
    );
    const second = oncePossible(() => cluster.engine("two", { progress }).up(run));
    await until("the second's note", async () => notes.length > 0);
    const who = /^stack two: waiting for another run to end \(pid \d+ of \S+ on \S+, since \d{4}-\d\d-\d\dT[\d:.]+Z\)$/;
    expect(notes).toEqual([expect.stringMatching(who)]);

    const states = join(backend, ".pulumi", "stacks", "slipway");
    renameSync(states, `${states}.away`);
    writeFileSync(states, "");
    await ready(`${stages}/two`);
    const failed = await first;
    rmSync(states);
    renameSync(`${states}.away`, states);
    expect(failed).toMatch(
      /^stack two: up failed:\n {2}held \(kubernetes:.*: failed to save snapshot: .*not a directory/,
    );
    expect(failed).toContain("Mend the backend and run the same command again, which goes on from what was written");
    expect((await second).changes).toEqual({ ...nothing, create: 1, update: 1, same: 3 });
    expect([...new Set(notes)].slice(1)).toEqual([
      "stack two: an interrupted run was creating Stage default/two; it exists and is adopted",
    ]);
  });

  test.runIf(process.platform === "linux")(
    "F09 and F11: a CRD that comes late and an API server that restarts are waited for",
    async () => {
      const { progress, notes } = recorder();
      const up = cluster.engine("late", { progress }).up(three("late", "late.example.com/v1", "Gadget"));
      await isThere("/api/v1/namespaces/default/configmaps/late-first");
      await cluster.ask("POST", "/apis/apiextensions.k8s.io/v1/customresourcedefinitions", gadgets);
      const gadget = "/apis/late.example.com/v1/namespaces/default/gadgets/late";
      await isThere(gadget);
      ends.push(await restartApiServer(cluster, () => sleep(500)));
      await ready(gadget);
      expect((await up).changes).toEqual({ ...nothing, create: 5 });
      expect(notes).toEqual([]);
    },
  );

  test("F27: one that would go back behind an installed minor version is refused before anything is changed", async () => {
    const platform = (version: string): StackRun => ({
      name: "platform",
      config: {},
      program: async () => {
        const { parts, ...rest } = preset("laptop");
        const asked = { ...rest, parts: { ...parts, kargo: { ...parts.kargo, version } } };
        await refuseDowngrade(asked);
        return { charts: installedCharts(asked) };
      },
    });
    const engine = cluster.engine("back");
    await engine.up(platform("1.11.2"));
    const back =
      /^stack platform: preview failed: stack platform would go back to an older minor version: parts\.kargo\.version is 1\.10\.7, and kargo 1\.11\.2 is installed\. Nothing was changed\./;
    await expect(engine.preview(platform("1.10.7"))).rejects.toThrow(back);
    expect(await engine.outputs("platform")).toMatchObject({ charts: { kargo: "1.11.2" } });
  });

  test("F01, F07 and F08: helm is let go on asking, what was in a cluster that is gone is let go, and what is made anew gets it again", async () => {
    const helm = await testTools().get("helm");
    const chart = writeChart(cluster.folder, "1.0.0");
    // The first cluster is this API server behind a door of its own; with the door shut it is gone.
    const door = await openDoor(Number(new URL(cluster.server).port));
    ends.push(door.shut);
    const kubeconfigs: Readonly<Record<string, string>> = {
      one: cluster.kubeconfig.replace(/127\.0\.0\.1:\d+/, `127.0.0.1:${door.port}`),
      two: cluster.kubeconfig,
    };
    /** As the platform stack has it on kind: `kind` stands for the command that makes the cluster. */
    const run = (made: string, waits: boolean): StackRun => ({
      name: "platform",
      config: {},
      program: async () => {
        const outside = { provider: new k8s.Provider("outside", { kubeconfig: cluster.kubeconfig }) };
        const metadata = { name: `kind-${made}`, namespace: "default" };
        const kind = new k8s.core.v1.ConfigMap("kind", { metadata }, { ...outside, deleteBeforeReplace: true });
        const kubeconfig = kind.metadata.uid.apply(() => kubeconfigs[made] ?? "");
        const identifier = pulumi.interpolate`kind-${kind.metadata.uid}`;
        const provider = new k8s.Provider("cluster", { kubeconfig, clusterIdentifier: identifier });
        const inIt = { provider, deletedWith: kind };
        const namespace = new k8s.core.v1.Namespace("ours", { metadata: { name: "ours" } }, inIt);
        const args = { name: "tiny", namespace: namespace.metadata.name, chart, atomic: true, timeout: 300 };
        new k8s.helm.v3.Release("tiny", { ...args, values: { waits } }, inIt);
      },
    });
    const env = { SLIPWAY_HELM: helm };
    const stop = new AbortController();
    const stopped = said(cluster.engine("platform", { env, signal: stop.signal }).up(run("one", true)));
    const secrets = "/api/v1/namespaces/ours/secrets?labelSelector=owner%3Dhelm";
    const records = async () => ((await cluster.ask("GET", secrets)).body.items ?? []).length;
    await until("helm's record", async () => (await records()) === 1);
    stop.abort();
    expect(await stopped).toBe("stack platform: up was stopped; run it again to go on");
    const { progress, notes } = recorder();
    const engine = cluster.engine("platform", { env, progress });
    // What helm had made is taken back by helm, and the release begun anew.
    expect((await engine.up(run("one", false))).changes).toEqual({ ...nothing, create: 1, same: 5 });
    expect(notes).toEqual([]);

    await door.shut();
    const { changes, messages } = await engine.preview(run("two", false));
    expect({ changes, messages }).toEqual({ changes: { ...nothing, replace: 4, same: 2 }, messages: [] });

    // What slipway down --cluster-gone does, and the next up.
    await cluster.ask("DELETE", "/api/v1/namespaces/ours");
    const folder = join(cluster.folder, "platform");
    const login = { PULUMI_HOME: join(folder, "home"), PULUMI_BACKEND_URL: `file://${join(folder, "state")}` };
    const project = new PulumiProject({
      ...{ folder: join(folder, "work"), name: "slipway", pulumi: cluster.pulumi, progress },
      env: {
        ...{ ...env, ...login, HOME: folder, PULUMI_CONFIG_PASSPHRASE: "test", SLIPWAY_NODE: process.execPath },
        ...{ PATH: cleanPath(join(folder, "path"), [standIn]), PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: "true" },
      },
    });
    const platform = { name: "platform", role: "platform", environment: "platform" } as const;
    await takeDown(project, stackState(platform, await project.deployment("platform")), true, progress);
    await until(
      "the namespace to be gone",
      async () => (await cluster.ask("GET", "/api/v1/namespaces/ours")).code === 404,
    );
    expect((await engine.up(run("two", false))).changes).toEqual({ ...nothing, create: 6 });
    expect(await records()).toBe(1);
  });

  const plain = async (backend: string, ...args: string[]) => {
    const home = join(cluster.folder, "plain-home");
    const cwd = join(cluster.folder, "two", "work");
    mkdirSync(home, { recursive: true });
    const env = {
      ...{ PATH: "/usr/bin:/bin", HOME: home, PULUMI_HOME: home, PULUMI_BACKEND_URL: `file://${backend}` },
      ...{ PULUMI_CONFIG_PASSPHRASE: "test", PULUMI_SKIP_UPDATE_CHECK: "true" },
    };
    return promisify(execFile)(cluster.pulumi, [...args, "--non-interactive"], { cwd, env });
  };
});

/** Runs it again when it gave up on another one: on a machine with much else to do that takes longer than its half minute. */
async function oncePossible<T>(run: () => Promise<T>): Promise<T> {
  for (;;) {
    try {
      return await run();
    } catch (error) {
      if (!(error instanceof UserError) || !error.message.includes("is locked by another run")) throw error;
    }
  }
}
