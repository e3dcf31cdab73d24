import { readFileSync } from "node:fs";
import type { IncomingMessage } from "node:http";
import { get } from "node:https";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Choices } from "../../../sandbox/choices.ts";
import { ClusterClient, type LiveObject } from "../../../sandbox/cluster/cluster-client.ts";
import { type KargoCluster, startKargoCluster } from "./kargo-cluster.ts";

const kargo = "/apis/kargo.akuity.io/v1alpha1";
const inShop = (plural: string) => `${kargo}/namespaces/shop/${plural}`;
const kind = (name: string) => ({ apiVersion: "kargo.akuity.io/v1alpha1", kind: name });
const image = { repoURL: "127.0.0.1:1/shop", tag: "v1", digest: `sha256:${"a".repeat(64)}` };
const origin = { kind: "Warehouse", name: "main" };

let cluster: KargoCluster;
let state: string;
let admin: ClusterClient;
let controller: ClusterClient;

beforeAll(async () => {
  cluster = await startKargoCluster({ kind: "stand-in" });
  ({ admin, state } = cluster);
  controller = ClusterClient.fromKubeconfig(join(state, "config", "kargo-controller.kubeconfig"));
  await admin.create(`${kargo}/projects`, { ...kind("Project"), metadata: { name: "shop" } });
  await admin.create(inShop("warehouses"), {
    ...kind("Warehouse"),
    metadata: { name: "main", namespace: "shop" },
    // Nobody looks for images at port 1.
    spec: { freightCreationPolicy: "Manual", subscriptions: [{ image: { repoURL: "127.0.0.1:1/shop" } }] },
  });
  const steps = [
    { uses: "compose-output", config: { a: 1 } },
    { task: { name: "both" }, as: "task" },
  ];
  await admin.create(inShop("promotiontasks"), {
    ...kind("PromotionTask"),
    metadata: { name: "both", namespace: "shop" },
    spec: {
      vars: [{ name: "b", value: "2" }],
      steps: [{ uses: "compose-output", as: "out", config: { b: "${{ vars.b }}" } }],
    },
  });
  await admin.create(inShop("stages"), stage("dev", { direct: true }, steps));
  await admin.create(inShop("stages"), stage("prod", { stages: ["dev"] }, steps));
});

afterAll(async () => {
  controller?.close();
  await cluster?.stop();
});

test("the API server may send a review over a connection that was idle: it would not send it twice", async () => {
  const { ports } = JSON.parse(readFileSync(join(state, "choices.json"), "utf8")) as Choices;
  const ca = readFileSync(join(state, "pki", "ca.crt"));
  const answer = await new Promise<IncomingMessage>((settle, reject) => {
    get({ host: "127.0.0.1", port: ports["kargo-webhooks-stand-in"], path: "/healthz", ca }, settle).on(
      "error",
      reject,
    );
  });
  answer.resume();
  expect(answer.headers["keep-alive"]).toBe("timeout=120");
});

function stage(name: string, sources: object, steps: readonly object[]): object {
  return {
    ...kind("Stage"),
    metadata: { name, namespace: "shop" },
    spec: {
      vars: [{ name: "of", value: "stage" }],
      requestedFreight: [{ origin, sources }],
      promotionTemplate: { spec: { vars: [{ name: "of", value: "template" }], steps } },
    },
  };
}

function freight(tag: string): object {
  return {
    ...kind("Freight"),
    metadata: { generateName: "f", namespace: "shop" },
    origin,
    images: [{ ...image, tag }],
  };
}

function promotion(stageName: string, more: object): object {
  return {
    ...kind("Promotion"),
    metadata: { generateName: "promo-", namespace: "shop" },
    spec: { stage: stageName, ...more },
  };
}

describe("Project (10-core-concepts, Projects)", () => {
  test("its namespace is there as soon as it is", async () => {
    const namespace = await admin.get("/api/v1/namespaces/shop");
    expect(namespace?.metadata.labels?.["kargo.akuity.io/project"]).toBe("true");
  });

  test("refuses a namespace that isn't a Project's", async () => {
    await expect(
      admin.create(`${kargo}/projects`, { ...kind("Project"), metadata: { name: "default" } }),
    ).rejects.toThrow(
      'failed to initialize Project "default" because namespace "default" already exists and is not labeled as a Project namespace',
    );
  });
});

describe("Warehouse (20-how-to-guides/30-working-with-warehouses)", () => {
  test("gets the defaults of its subscriptions", async () => {
    const warehouse = await admin.get(`${inShop("warehouses")}/main`);
    expect((warehouse as { spec?: { subscriptions: unknown } } | undefined)?.spec?.subscriptions).toEqual([
      {
        image: {
          repoURL: "127.0.0.1:1/shop",
          imageSelectionStrategy: "SemVer",
          strictSemvers: true,
          discoveryLimit: 20,
        },
      },
    ]);
  });

  test("is refused with a tag in its repository", async () => {
    const wrong = {
      ...kind("Warehouse"),
      metadata: { name: "wrong", namespace: "shop" },
      spec: { subscriptions: [{ image: { repoURL: "127.0.0.1:1/shop:v1" } }] },
    };
    await expect(admin.create(inShop("warehouses"), wrong)).rejects.toThrow(
      'Warehouse.kargo.akuity.io "wrong" is invalid: spec.subscriptions[0].image.repoURL: Invalid value: "127.0.0.1:1/shop:v1": must be a valid image repository URL',
    );
  });
});

describe("Stage (20-how-to-guides/40-working-with-stages)", () => {
  test("is refused when MatchUpstream has no single upstream", async () => {
    const sources = { direct: true, autoPromotionOptions: { selectionPolicy: "MatchUpstream" } };
    await expect(admin.create(inShop("stages"), stage("both", sources, [{ uses: "fail" }]))).rejects.toThrow(
      "selection policy 'MatchUpstream' requires exactly one upstream Stage to be specified",
    );
  });

  test("carries its shard as a label", async () => {
    const made = (await admin.create(`${inShop("stages")}?dryRun=All`, {
      ...stage("sharded", { direct: true }, [{ uses: "fail" }]),
      spec: { shard: "eu", requestedFreight: [{ origin, sources: { direct: true } }] },
    })) as LiveObject;
    expect(made.metadata.labels).toEqual({ "kargo.akuity.io/shard": "eu" });
  });
});

describe("Freight (20-how-to-guides/50-working-with-freight)", () => {
  test("is named by what it holds, gets an alias, and is there only once", async () => {
    const made = (await admin.create(inShop("freights"), freight("v1"))) as LiveObject & { alias: string };
    expect(made.metadata.name).toMatch(/^[0-9a-f]{40}$/);
    expect(made.metadata.labels).toEqual({ "kargo.akuity.io/alias": made.alias });
    expect(made.alias).toMatch(/^[a-z]+-[a-z]+$/);
    await expect(admin.create(inShop("freights"), freight("v1"))).rejects.toThrow("already exists");
  });

  test("is refused when it isn't what its Warehouse subscribes to", async () => {
    const wrong = { ...freight("v1"), images: [{ ...image, repoURL: "127.0.0.1:1/other" }] };
    await expect(admin.create(inShop("freights"), wrong)).rejects.toThrow(
      /no subscription found for image repository in Warehouse "main", images: Invalid value: null: no artifact found for subscription "127.0.0.1:1\/shop" of Warehouse "main"/,
    );
  });

  test("never changes", async () => {
    const [first] = (await admin.json<{ items: LiveObject[] }>("GET", inShop("freights"))).items;
    const path = `${inShop("freights")}/${first?.metadata.name}`;
    await expect(admin.merge(path, { images: [{ ...image, tag: "v2" }] })).rejects.toThrow("Freight is immutable");
  });
});

describe("Promotion (20-how-to-guides/60-working-with-promotions)", () => {
  const made = async (client: ClusterClient, more: object, stageName = "dev") =>
    (await client.create(inShop("promotions"), promotion(stageName, more))) as LiveObject & {
      spec: { steps: { as: string }[]; vars: unknown; freight: string };
    };
  const nameOf = async () =>
    (await admin.json<{ items: LiveObject[] }>("GET", inShop("freights"))).items[0]?.metadata.name ?? "";

  test("is completed from its Stage, tasks written out, and says who made it", async () => {
    const name = await nameOf();
    const promoted = await made(admin, { freight: name });
    expect(promoted.metadata.name).toMatch(new RegExp(`^dev\\.[0-9a-z]{26}\\.${name.slice(0, 7)}$`));
    expect(promoted.spec.vars).toEqual([
      { name: "of", value: "stage" },
      { name: "of", value: "template" },
    ]);
    expect(promoted.spec.steps).toEqual([
      { uses: "compose-output", as: "step-1", config: { a: 1 } },
      { uses: "compose-output", as: "task::out", vars: [{ name: "b", value: "2" }], config: { b: "${{ vars.b }}" } },
    ]);
    expect(promoted.metadata.annotations).toEqual({
      "kargo.akuity.io/create-actor": "kubernetes:slipway-admin",
      "kargo.akuity.io/stage": "dev",
    });
    expect(promoted.metadata.labels).toEqual({ "kargo.akuity.io/stage": "dev" });
    expect(
      (promoted.metadata as unknown as { ownerReferences: { kind: string; name: string }[] }).ownerReferences,
    ).toMatchObject([{ kind: "Stage", name: "dev", controller: true }]);
  });

  test("of the controller names nobody", async () => {
    const promoted = await made(controller, { freight: await nameOf() });
    expect(promoted.metadata.annotations).toEqual({ "kargo.akuity.io/stage": "dev" });
  });

  test("finds the Freight of an origin by itself", async () => {
    expect((await made(admin, { origin })).spec.freight).toBe(await nameOf());
  });

  test("is refused when its Freight wasn't verified upstream", async () => {
    const { metadata } = await admin.create(inShop("freights"), freight("never-promoted"));
    await expect(made(admin, { freight: metadata.name }, "prod")).rejects.toThrow(
      "Freight is not available to this Stage",
    );
    await admin.delete(`${inShop("freights")}/${metadata.name}`);
  });

  test("takes approved Freight all the same", async () => {
    const name = await nameOf();
    await admin.merge(`${inShop("freights")}/${name}/status`, {
      status: { approvedFor: { prod: { approvedAt: "2026-01-01T00:00:00Z" } } },
    });
    expect((await made(admin, { freight: name }, "prod")).spec.freight).toBe(name);
  });

  test("is refused to a person who lacks the verb promote on the Stage, and allowed with it", async () => {
    const rbac = "/apis/rbac.authorization.k8s.io/v1/namespaces/shop";
    const role = (name: string, rules: object[]) => ({ metadata: { name, namespace: "shop" }, rules });
    const create = { apiGroups: ["kargo.akuity.io"], resources: ["promotions"], verbs: ["create"] };
    const choices = JSON.parse(readFileSync(join(state, "choices.json"), "utf8")) as Choices;
    const person = { kind: "User", apiGroup: "rbac.authorization.k8s.io", name: "system:serviceaccount:shop:ann" };
    const binding = (name: string) => ({
      metadata: { name, namespace: "shop" },
      roleRef: { apiGroup: "rbac.authorization.k8s.io", kind: "Role", name },
      subjects: [person],
    });
    await admin.create(`${rbac}/roles`, role("creator", [create]));
    await admin.create(`${rbac}/rolebindings`, binding("creator"));
    await admin.create("/api/v1/namespaces/shop/serviceaccounts", { metadata: { name: "ann", namespace: "shop" } });
    const { status } = (await admin.create("/api/v1/namespaces/shop/serviceaccounts/ann/token", {
      apiVersion: "authentication.k8s.io/v1",
      kind: "TokenRequest",
      spec: {},
    })) as unknown as { status: { token: string } };
    const ca = readFileSync(join(state, "pki", "ca.crt"), "utf8");
    const ann = new ClusterClient(`https://127.0.0.1:${choices.ports["kube-apiserver"]}`, ca, status.token);
    const name = await nameOf();
    const refusal = () => made(ann, { freight: name }).then(() => "taken", String);
    // The API server takes a moment to see a right that was given: until then it refuses by itself.
    await expect
      .poll(refusal, { timeout: 60_000 })
      .toMatch(
        /Internal error occurred: promotions\.kargo\.akuity\.io "dev\.\w{26}\.\w{7}" is forbidden: subject "system:serviceaccount:shop:ann" is not permitted to create Promotions for Stage "dev"/,
      );
    const promote = {
      apiGroups: ["kargo.akuity.io"],
      resources: ["stages"],
      resourceNames: ["dev"],
      verbs: ["promote"],
    };
    await admin.create(`${rbac}/roles`, role("promoter", [promote]));
    await admin.create(`${rbac}/rolebindings`, binding("promoter"));
    const tried = async () => {
      const promoted = await made(ann, { freight: name }).catch(() => undefined);
      return promoted?.metadata.annotations?.["kargo.akuity.io/create-actor"];
    };
    await expect.poll(tried, { timeout: 60_000 }).toBe("kubernetes:system:serviceaccount:shop:ann");
    ann.close();
  });

  test("never changes", async () => {
    const [first] = (await admin.json<{ items: LiveObject[] }>("GET", inShop("promotions"))).items;
    const path = `${inShop("promotions")}/${first?.metadata.name}`;
    await expect(admin.merge(path, { spec: { stage: "prod" } })).rejects.toThrow("spec is immutable");
  });

  test("goes with its Stage, by Kubernetes' own garbage collector", async () => {
    await admin.delete(`${inShop("stages")}/prod`);
    const left = async () =>
      (await admin.json<{ items: { spec: { stage: string } }[] }>("GET", inShop("promotions"))).items.filter(
        ({ spec }) => spec.stage === "prod",
      ).length;
    await expect.poll(left, { timeout: 120_000 }).toBe(0);
  });
});
