/** Runs that are stopped, or lose what they stand on, half-way: fault numbers are those of docs/faults.md. */
import { setTimeout as sleep } from "node:timers/promises";
import * as k8s from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { StackRun } from "../../engine/stack-run.ts";
import { UserError } from "../../model/problem.ts";
import { installedCharts, refuseDowngrade } from "../../stacks/no-downgrade.ts";
import { preset } from "../model/platform/presets.ts";
import { gadgets } from "../support/gadgets.ts";
import { until } from "../support/kargo-server.ts";
import { restartApiServer } from "../support/restart-api-server.ts";
import {
  hasPipelineCluster,
  type PipelineCluster,
  resourcesOf,
  stackRun,
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

  const isThere = (path: string) => until(path, async () => (await cluster.ask("GET", path)).code === 200);
  const ready = (path: string) =>
    until(`${path} to be called ready`, async () => {
      return (await cluster.ask("PATCH", path, { state: "Ready" }, "application/merge-patch+json")).code === 200;
    });
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
});
