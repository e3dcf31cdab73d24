import * as k8s from "@pulumi/kubernetes";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { goserver } from "../../apps/goserver/pipeline.ts";
import { buildPolicyPack } from "../../engine/policy-pack.ts";
import { packConfig } from "../../model/compile/pack-config.ts";
import { compile } from "../../model/compile.ts";
import { type Exception, ownGuards } from "../../model/rules/index.ts";
import { defaultSettings } from "../../model/settings.ts";
import { timestamp } from "../../model/timestamp.ts";
import { hasPipelineCluster, type PipelineCluster, startPipelineCluster } from "./pipeline-cluster.ts";

const compiled = compile(goserver, defaultSettings);

describe.skipIf(!hasPipelineCluster())("the policy pack in the engine", () => {
  let cluster: PipelineCluster;
  let folder: string;
  beforeAll(async () => {
    cluster = await startPipelineCluster();
    folder = await buildPolicyPack();
  });
  afterAll(() => cluster?.stop());

  /** A preview of a protected Stage that skips those before it. */
  async function preview(exception: Exception) {
    const config = packConfig([compiled], { ...ownGuards, exceptions: [exception] });
    const program = async () => {
      const provider = new k8s.Provider("cluster", { kubeconfig: cluster.kubeconfig, clusterIdentifier: "test" });
      const stage = {
        apiVersion: "kargo.akuity.io/v1alpha1",
        kind: "Stage",
        metadata: { name: "prod", namespace: "goserver", labels: { "slipway.dev/protected": "true" } },
        spec: { requestedFreight: [{ origin: { kind: "Warehouse", name: "main" }, sources: { direct: true } }] },
      };
      new k8s.apiextensions.CustomResource("prod", stage, { provider, protect: true });
      return {};
    };
    return cluster
      .engine(`at-${Date.parse(exception.expires)}`, { policyPacks: [{ folder, config }] })
      .preview({ name: "bad", config: {}, program });
  }

  const exception = (milliseconds: number): Exception => ({
    rule: "G01",
    target: "Stage/prod",
    reason: "staging is being rebuilt",
    approver: "alice",
    expires: timestamp(new Date(Date.now() + milliseconds)),
  });

  test("lets through what an exception in force covers", async () => {
    expect((await preview(exception(3_600_000))).changes).toMatchObject({ create: 3 });
  });

  test("refuses it once the exception has ended, and the exception itself, though nobody wrote the config anew", async () => {
    const refused = preview(exception(-1000));
    await expect(refused).rejects.toThrow("policy g01-no-stage-skipping");
    await expect(refused).rejects.toThrow(/policy g40-explicit-exceptions.*This exception has ended/s);
  });
});
