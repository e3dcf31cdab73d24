import * as k8s from "@pulumi/kubernetes";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { buildPolicyPack } from "../../engine/policy-pack.ts";
import { protectedResources } from "../../engine/protected-resources.ts";
import type { StackRun } from "../../engine/stack-run.ts";
import { UserError } from "../../model/problem.ts";
import {
  destroyAll,
  guardsOf,
  hasPipelineCluster,
  type PipelineCluster,
  resourcesOf,
  stackRun,
  startPipelineCluster,
} from "./pipeline-cluster.ts";

const stacks = ["delivery", "dev", "staging", "prod"];
const nothing = { create: 0, update: 0, replace: 0, delete: 0 };

describe.skipIf(!hasPipelineCluster())("the engine on a real API server", { timeout: 900_000 }, () => {
  let cluster: PipelineCluster;
  let policyPacks: { folder: string }[];
  beforeAll(async () => {
    cluster = await startPipelineCluster();
    policyPacks = [{ folder: await buildPolicyPack() }];
  });
  afterAll(() => cluster?.stop());

  const runs = () => stacks.map((name) => stackRun(cluster, name));

  test("an environment can be previewed before anything exists, and is refused in one line when brought up", async () => {
    const engine = cluster.engine("early");
    const first =
      "stack delivery comes first and doesn't exist yet: run: pulumi stack init delivery, then pulumi up --stack delivery";
    const preview = await engine.preview(stackRun(cluster, "dev"));
    expect(preview.changes).toEqual({ ...nothing, create: resourcesOf("dev"), same: 0 });
    expect(preview.messages).toEqual([first]);
    await expect(engine.up(stackRun(cluster, "dev"))).rejects.toThrow(new UserError(`stack dev: up failed: ${first}`));
    expect(await cluster.names()).toEqual([]);
  });

  test("four stacks come up, change nothing the second time or after a refresh, and leave nothing behind", async () => {
    const engine = cluster.engine("whole", { policyPacks });
    const first = await engine.upAll(runs());
    expect(first.map((each) => each.changes)).toEqual(
      stacks.map((name) => ({ ...nothing, create: resourcesOf(name), same: 0 })),
    );
    expect(first.flatMap((each) => each.messages)).toEqual([]);
    const guards = stacks
      .flatMap(guardsOf)
      .filter(({ kind }) => kind !== "ConfigMap")
      .map(({ kind, metadata }) => `${kind} ${metadata.name}`)
      .sort();
    expect(await cluster.names()).toEqual([
      "AnalysisTemplate staging-web",
      "AppProject goserver-dev",
      "AppProject goserver-prod",
      "AppProject goserver-staging",
      "Application goserver-dev",
      "Application goserver-prod",
      "Application goserver-staging",
      "Namespace goserver",
      "Namespace goserver-dev",
      "Namespace goserver-prod",
      "Namespace goserver-staging",
      "Project goserver",
      "ProjectConfig goserver",
      "Stage dev",
      "Stage prod",
      "Stage staging",
      ...guards,
      "Warehouse main",
    ]);
    const second = await engine.upAll(runs());
    expect(second.map((each) => each.changes)).toEqual(stacks.map((name) => ({ ...nothing, same: resourcesOf(name) })));
    expect(second.map((each) => each.outputs)).toEqual(first.map((each) => each.outputs));

    const [, dev] = runs() as [StackRun, StackRun];
    await engine.refresh(dev);
    expect((await engine.up(dev)).changes).toEqual({ ...nothing, same: resourcesOf("dev") });
    expect(await engine.outputs("dev")).toEqual(first[1]?.outputs);

    for (const run of runs().reverse()) await destroyAll(engine, run);
    expect(await cluster.names()).toEqual([]);
  });

  test("a protected environment isn't destroyed, nor the Project that holds it", async () => {
    const engine = cluster.engine("kept", { policyPacks });
    await engine.upAll(runs());
    const before = await cluster.names();
    const [delivery, , , prod] = runs() as [StackRun, StackRun, StackRun, StackRun];
    const refusal = (name: string) => new RegExp(`${name}.* cannot be deleted\\s+because it is protected`, "s");
    await expect(engine.destroy(prod)).rejects.toThrow(refusal("goserver-prod-stage"));
    expect(await cluster.names()).toEqual(before);
    const kept = protectedResources(await engine.deployment("prod")).map(({ object }) => object);
    expect(kept.sort()).toEqual([
      "AppProject argocd/goserver-prod",
      "Application argocd/goserver-prod",
      "Namespace goserver-prod",
      "Stage goserver/prod",
    ]);
    // The engine deletes what nobody protects before it says so.
    await expect(engine.destroy(delivery)).rejects.toThrow(refusal("goserver-project"));
    expect(before.filter((name) => name !== "Warehouse main" && name !== "ProjectConfig goserver")).toEqual(
      await cluster.names(),
    );
    expect((await engine.up(delivery)).changes).toMatchObject({ update: 0, replace: 0, delete: 0 });
    expect(await cluster.names()).toEqual(before);
    for (const run of runs().reverse()) await destroyAll(engine, run);
    expect(await cluster.names()).toEqual([]);
  });

  test("the policy pack refuses a violating program before any of its resources exists", async () => {
    const engine = cluster.engine("refused", { policyPacks });
    const program = async () => {
      const provider = new k8s.Provider("cluster", { kubeconfig: cluster.kubeconfig, clusterIdentifier: "test" });
      const metadata = { name: "goserver-refused" };
      const namespace = new k8s.core.v1.Namespace("namespace", { metadata }, { provider });
      const stage = {
        apiVersion: "kargo.akuity.io/v1alpha1",
        kind: "Stage",
        metadata: { name: "prod", namespace: metadata.name, labels: { "slipway.dev/protected": "true" } },
        spec: { requestedFreight: [{ origin: { kind: "Warehouse", name: "main" }, sources: { direct: true } }] },
      };
      new k8s.apiextensions.CustomResource("prod", stage, { provider, dependsOn: [namespace] });
      return {};
    };
    const refusal = [
      "  prod (kubernetes:kargo.akuity.io/v1alpha1:Stage): policy g01-no-stage-skipping: A protected Stage never takes Freight straight from a Warehouse",
      "    spec.requestedFreight[0].sources.direct: A protected Stage takes Freight straight from a Warehouse (got true). ",
    ].join("\n");
    await expect(engine.preview({ name: "bad", config: {}, program })).rejects.toThrow(refusal);
    expect(await cluster.names()).toEqual([]);
  });

  test("what the API server says reaches the user whole, and the way to go on with it", async () => {
    const engine = cluster.engine("taken");
    await cluster.ask("POST", "/api/v1/namespaces", { metadata: { name: "goserver" } });
    const failed = engine.upAll(runs());
    await expect(failed).rejects.toThrow(
      /^stack delivery: up failed:\n {2}goserver-namespace \(kubernetes:core\/v1:Namespace\): .*namespaces "goserver".*already exists/s,
    );
    await expect(failed).rejects.toThrow(
      "Not started: dev, staging, prod. Mend it and run the same command again: it goes on where it stopped.",
    );
    await cluster.ask("DELETE", "/api/v1/namespaces/goserver");
  });
});
