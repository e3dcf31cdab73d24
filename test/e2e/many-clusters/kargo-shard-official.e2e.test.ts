/**
 * One Kargo, two of its own controllers, an Argo CD for each: what Slipway's stacks make for topology B, taken by Kargo's own
 * programs. Each has the environment that its release gives it and a token of its release's ServiceAccount. Guards are in
 * force as the stacks register them.
 */
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { status } from "../../../cli/commands/status.ts";
import { Context } from "../../../cli/context.ts";
import { silent } from "../../../progress/progress.ts";
import type { ClusterClient } from "../../../sandbox/cluster/cluster-client.ts";
import type { OfficialKargo } from "../../../sandbox/kargo/official/find.ts";
import { type Any, until } from "../../sandbox/kargo/live.ts";
import { officialPrograms } from "../../sandbox/kargo/official-programs.ts";
import { TestProject } from "../../sandbox/kargo/test-project.ts";
import { type ShardTopology, startShardTopology } from "./shard-topology.ts";

const found = await officialPrograms();
if (!("program" in found)) test.skip(`Kargo's own programs can't be had: ${found.why}`, () => {});
else describe(`Kargo's own programs (${found.found})`, () => ofShards(found));

function ofShards(program: OfficialKargo): void {
  const patience = 120_000;
  const kargo = "/apis/kargo.akuity.io/v1alpha1/namespaces";
  const applications = "/apis/argoproj.io/v1alpha1/namespaces/argocd/applications";
  const coloured = (colour: string) =>
    `generatorOptions: {disableNameSuffixHash: true}\nconfigMapGenerator: [{name: settings, literals: [colour=${colour}]}]`;
  let topology: ShardTopology;
  let admin: ClusterClient;

  beforeAll(async () => {
    topology = await startShardTopology(program);
    admin = topology.home.admin;
    for (const app of ["shop", "edge"]) {
      const project = new TestProject(topology.home, app);
      await project.seed();
      for (const environment of ["staging", "prod"])
        await project.commit(`k8s/${environment}/kustomization.yaml`, coloured("green"));
    }
    for (const stack of ["clusters-us", "platform", "delivery", "staging", "prod"] as const) await topology.up(stack);
  });
  afterAll(() => topology?.stop());

  const get = (app: string, plural: string, name: string) => admin.get<Any>(`${kargo}/${app}/${plural}/${name}`);
  const freight = async (app: string) => (await admin.json<Any>("GET", `${kargo}/${app}/freights`)).items as Any[];
  const verifiedIn = (app: string, stage: string): Promise<Any> =>
    until(
      `Freight of ${app} verified in ${stage}`,
      async () => (await freight(app)).find(({ status }) => status?.verifiedIn?.[stage] !== undefined),
      patience,
    );
  const promote = (stage: string, name: string) =>
    admin.create(`${kargo}/shop/promotions`, {
      apiVersion: "kargo.akuity.io/v1alpha1",
      kind: "Promotion",
      metadata: { generateName: "by-hand-", namespace: "shop" },
      spec: { stage, freight: name },
    });
  const colour = async (client: ClusterClient, namespace: string) =>
    (await client.get<Any>(`/api/v1/namespaces/${namespace}/configmaps/settings`))?.data?.colour;
  const table = async () => {
    const lines: string[] = [];
    const progress = { ...silent, note: (text: string) => void lines.push(text) };
    const args = ["shop", "--kubeconfig", join(topology.home.state, "kubeconfig")];
    await status(new Context(args, progress, AbortSignal.timeout(300_000)));
    return lines.join("\n");
  };
  /** What a controller says it has reconciled: `Stage shop/staging`. */
  const taken = (controller: string) => {
    const log = topology.kargo.get(controller)?.log() ?? "";
    const lines = log.matchAll(/reconciling (Warehouse|Stage)\t\{"namespace": "([^"]+)", "[a-z]+": "([^"]+)"/g);
    return [...new Set([...lines].map(([, kind, namespace, name]) => `${kind} ${namespace}/${name}`))].sort();
  };

  test("nobody touches what is a shard's until its controller runs", async () => {
    await verifiedIn("shop", "staging");
    const { metadata, status } = await get("edge", "warehouses", "main");
    expect([metadata.labels["kargo.akuity.io/shard"], status]).toEqual(["us", undefined]);
    expect((await get("shop", "stages", "prod-us")).status).toBeUndefined();
    expect(taken("kargo-controller")).toEqual(["Stage shop/prod-eu", "Stage shop/staging", "Warehouse shop/main"]);
  });

  test("the shard's controller finds Freight, and promotes it by itself into its own cluster", async () => {
    await topology.startShard();
    await verifiedIn("edge", "prod-us");
    expect(await colour(topology.us.admin, "edge-prod-us")).toBe("green");
    const { items } = await admin.json<Any>("GET", `${kargo}/edge/promotions`);
    expect(items.map(({ metadata }: Any) => [metadata.labels, metadata.annotations])).toEqual([
      [
        { "kargo.akuity.io/shard": "us", "kargo.akuity.io/stage": "prod-us" },
        // Without an actor: to Kargo's webhooks it is one of Kargo's own.
        { "kargo.akuity.io/stage": "prod-us" },
      ],
    ]);
  });

  test("one Freight goes by each cluster's controller into both, and guards let both write that it did", async () => {
    const { metadata } = await verifiedIn("shop", "staging");
    const promotions = await Promise.all(["prod-eu", "prod-us"].map((stage) => promote(stage, metadata.name)));
    expect(promotions.map((each) => each.metadata.labels?.["kargo.akuity.io/shard"])).toEqual([undefined, "us"]);
    await verifiedIn("shop", "prod-eu");
    await verifiedIn("shop", "prod-us");
    // Of the other cluster's Application it tells what the shard's controller saw.
    const whole = /^prod-us +\S+ .* yes +Synced +Healthy *$/m;
    await until("the table", async () => whole.test(await table()) || undefined, patience);
    const { home, us } = topology;
    expect([await colour(home.admin, "shop-prod-eu"), await colour(us.admin, "shop-prod-us")]).toEqual([
      "green",
      "green",
    ]);
    expect([
      await home.admin.get(`${applications}/shop-prod-us`),
      await us.admin.get(`${applications}/shop-prod-eu`),
    ]).toEqual([undefined, undefined]);
  });

  test("an Application that names another Stage isn't updated, in that cluster either", async () => {
    const application = `${applications}/shop-prod-us`;
    const name = (stage: string) =>
      topology.us.admin.merge(application, {
        metadata: { annotations: { "kargo.akuity.io/authorized-stage": stage } },
      });
    await name("shop:prod-eu");
    const { metadata } = await promote("prod-us", (await verifiedIn("shop", "prod-us")).metadata.name);
    const ended = await until(
      "the end of the Promotion",
      async () => {
        const { status } = await get("shop", "promotions", metadata.name);
        return ["Succeeded", "Failed", "Errored", "Aborted"].includes(status?.phase) ? status : undefined;
      },
      patience,
    );
    await name("shop:prod-us");
    expect([ended.phase, ended.message]).toEqual([
      "Errored",
      'step "step-6" met error threshold of 1: error running step "step-6": Argo CD Application "shop-prod-us" in namespace "argocd" is not authorized',
    ]);
  });

  test("each has taken what is its own, is alive to Kargo's API, and was refused nothing", async () => {
    expect(taken("kargo-controller")).toEqual(["Stage shop/prod-eu", "Stage shop/staging", "Warehouse shop/main"]);
    expect(taken("kargo-controller-us")).toEqual(["Stage edge/prod-us", "Stage shop/prod-us", "Warehouse edge/main"]);
    const leases = await admin.json<Any>("GET", "/apis/coordination.k8s.io/v1/namespaces/kargo/leases");
    expect(leases.items.map(({ metadata }: Any) => metadata.name)).toEqual([
      "kargo-controller-unnamed",
      "kargo-controller-us",
    ]);
    const refused = [...topology.kargo.values()].flatMap(
      (each) => each.log().match(/^.*(forbidden|denied request).*$/gm) ?? [],
    );
    expect(refused).toEqual([]);
  });
}
