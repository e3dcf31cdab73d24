import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { UserError } from "../../model/problem.ts";
import {
  hasPipelineCluster,
  type PipelineCluster,
  resourcesOf,
  stackRun,
  startPipelineCluster,
} from "./pipeline-cluster.ts";
import { recorder } from "./recorder.ts";

describe.skipIf(!hasPipelineCluster())("a run that is asked to stop", () => {
  let cluster: PipelineCluster;
  beforeAll(async () => {
    cluster = await startPipelineCluster();
  });
  afterAll(() => cluster?.stop());

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
});
