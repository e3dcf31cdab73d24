import { describe, expect, test } from "vitest";
import { placeProblems } from "../../model/check-places.ts";
import { compile } from "../../model/compile.ts";
import { configurationOnly, git, pipeline, warehouse } from "../../model/definition.ts";
import { formatProblem } from "../../model/problem.ts";
import { defaultSettings, type Settings } from "../../model/settings.ts";
import { shardProblems } from "../../model/shards.ts";
import { ConfigReader } from "../../stacks/config-reader.ts";
import { readClusters, readPlaces, requireShards } from "../../stacks/target-places.ts";

const clusters = [
  { name: "prod-eu", stack: "acme/clusters/eu", namespaces: ["shop-prod-eu"] },
  { name: "prod-us", stack: "acme/clusters/us", kargoShard: "us" },
];

function reader(values: Readonly<Record<string, unknown>>): ConfigReader {
  const texts = Object.entries(values).map(([key, value]) => [`slipway:${key}`, JSON.stringify(value)]);
  return new ConfigReader({ project: "slipway", stack: "prod", values: Object.fromEntries(texts), secretKeys: [] });
}

const eu = { cluster: "prod-eu", destination: { name: "prod-eu" }, namespaces: ["shop-prod-eu"] };
const us = {
  cluster: "prod-us",
  destination: { server: "https://kubernetes.default.svc" },
  shard: "us",
  argocdNamespace: "argocd",
};

describe("where targets run", () => {
  test.each<[string, Readonly<Record<string, unknown>>, unknown]>([
    ["nothing said", {}, {}],
    ["a server, as before", { cluster: { server: "https://a" } }, { cluster: { server: "https://a" } }],
    ["a name that Slipway knows nothing of", { cluster: { name: "a" } }, { cluster: { name: "a" } }],
    [
      "each target its own cluster, with and without an Argo CD",
      { clusters, targets: { eu: "prod-eu", us: "prod-us" }, shards: ["ap"] },
      { places: { targets: { eu, us } }, shards: ["ap", "us"] },
    ],
    [
      "one elsewhere, one at home",
      { clusters, cluster: { name: "prod-eu" }, targets: { us: "in-cluster" } },
      {
        cluster: { name: "prod-eu" },
        places: {
          default: eu,
          targets: { us: { cluster: "in-cluster", destination: { server: "https://kubernetes.default.svc" } } },
        },
        shards: ["us"],
      },
    ],
  ])("%s", (_, values, expected) => {
    const given = reader(values);
    const { clusters: _read, ...places } = readPlaces(given);
    expect(given.problems).toEqual([]);
    expect(places).toEqual(expected);
  });

  test.each<[string, Readonly<Record<string, unknown>>, string]>([
    [
      "a cluster that isn't there",
      { clusters, targets: { eu: "prod-ue" } },
      'error slipway:targets: targets.eu: There is no such cluster in slipway:clusters (got "prod-ue"; allowed in-cluster, prod-eu, prod-us). Perhaps "prod-eu" is meant. [unknown-cluster]',
    ],
    [
      "a whole environment in one that isn't there",
      { clusters, cluster: { name: "asia" } },
      'error slipway:cluster: cluster.name: There is no such cluster in slipway:clusters (got "asia"; allowed in-cluster, prod-eu, prod-us). Choose one of them, or add it there. [unknown-cluster]',
    ],
    [
      "server and name",
      { cluster: { server: "https://a", name: "a" } },
      `error slipway:cluster: server and name are both set, and Argo CD takes a cluster by one of them (got {"server":"https://a","name":"a"}; allowed {"server": URL} or {"name": NAME}). Run: pulumi config set --stack prod slipway:cluster '{"name": "prod-eu"}'. [config-conflict]`,
    ],
  ])("refuses %s", (_, values, message) => {
    const given = reader(values);
    readPlaces(given);
    expect(given.problems.map(formatProblem)).toEqual([message]);
  });

  test("refuses a controller of Argo CD's that isn't there", () => {
    const given = reader({ clusters: [{ ...clusters[0], shard: 2 }] });
    requireShards(given, readClusters(given), { argocdController: { replicas: 2, shardingAlgorithm: "legacy" } });
    expect(given.problems.map(formatProblem)).toEqual([
      "error slipway:clusters: clusters.0.shard: There is no such application controller, and Argo CD would let shard 0 look after the cluster (got 2; allowed 0 to 1). Choose one of them, or raise argocdController.replicas in slipway:platform. [target-clusters]",
    ]);
  });
});

function prodOf(settings: Partial<Settings>, shard?: string | Readonly<Record<string, string>>) {
  const definition = pipeline("shop", {
    warehouses: { main: { git: git("https://github.com/acme/shop", { branch: "main" }) } },
    promotionTemplate: configurationOnly({ folder: (stage) => `k8s/${stage.environment}` }),
    stages: { prod: { from: warehouse("main"), targets: ["eu", "us"], ...(shard === undefined ? {} : { shard }) } },
  });
  const [environment] = compile(definition, { ...defaultSettings, ...settings }).environments;
  if (environment === undefined) throw new Error("no prod");
  return environment;
}

describe("a target's objects", () => {
  const places = { targets: { eu, us } };

  test("name the cluster in Application and AppProject; its namespace is made with Argo CD's rights", () => {
    const [first, second] = prodOf({ places }).targets;
    const destination = { name: "prod-eu", namespace: "shop-prod-eu" };
    expect(first?.application?.["spec"]).toMatchObject({ destination });
    expect(first?.appProject?.["spec"]).toMatchObject({ destinations: [destination] });
    expect([first?.namespace, first?.stage["spec"]]).toEqual([
      undefined,
      expect.not.objectContaining({ shard: expect.anything() }),
    ]);
    expect(second?.namespace?.metadata.name).toBe("shop-prod-us");
    expect(second?.application?.["spec"]).toMatchObject({
      destination: { server: "https://kubernetes.default.svc", namespace: "shop-prod-us" },
    });
    expect(second?.stage["spec"]).toMatchObject({ shard: "us" });
  });

  test("stand where the Argo CD of their cluster looks for them, and its name is no other's", () => {
    const inArgo = { targets: { us: { ...us, argocdNamespace: "argo" } } };
    const { targets } = prodOf({ places: inArgo, argocdNamespace: "cd" });
    expect(
      targets.map(({ application, appProject }) => [application?.metadata.namespace, appProject?.metadata.namespace]),
    ).toEqual([
      ["cd", "cd"],
      ["argo", "argo"],
    ]);
    // Where the step argocd-update looks.
    expect(
      targets.map(({ stage }) => /"name":"shop-prod-..","namespace":"(\w+)"/.exec(JSON.stringify(stage))?.[1]),
    ).toEqual(["cd", "argo"]);
  });

  test("carry the shard that a definition gives each target", () => {
    const shards = prodOf({}, { us: "us" }).targets.map(({ stage }) => (stage["spec"] as { shard?: string }).shard);
    expect(shards).toEqual([undefined, "us"]);
  });

  test.each<[string, Partial<Settings>, string | undefined, readonly string[]]>([
    ["all in their places", { places }, undefined, []],
    [
      "a target that isn't there",
      { places: { targets: { ue: eu } } },
      undefined,
      [
        'error slipway:targets.ue: The environment has no such target (got "ue"; allowed eu, us). Take it out, or add the target to the definition. [unknown-target]',
      ],
    ],
    [
      "a namespace without rights",
      { places: { targets: { us: eu } } },
      undefined,
      [
        'error shop.stages.prod-us: Argo CD has no rights in this namespace of cluster prod-eu, and would refuse every object (got "shop-prod-us"; allowed shop-prod-eu). Add it to the cluster\'s namespaces in slipway:clusters, and bring up the platform stack first. [unreached-namespace]',
      ],
    ],
    [
      "a shard that isn't the cluster's",
      { places },
      "asia",
      [
        "error shop.stages.prod-eu.shard: The platform's Argo CD deploys to cluster prod-eu, and only Kargo's default controller speaks to that one (got \"asia\"). Leave shard out, or give the cluster's entry this kargoShard. [other-shard]",
        'error shop.stages.prod-us.shard: Only the controller of shard us speaks to the Argo CD of cluster prod-us (got "asia"). Leave shard out: it follows from the cluster. [other-shard]',
      ],
    ],
  ])("%s", (_, settings, shard, messages) => {
    const environment = prodOf(settings, shard);
    expect(placeProblems([{ app: "shop", environment }], settings).map(formatProblem)).toEqual(messages);
  });
});

describe("a shard that nobody serves", () => {
  const objects = prodOf({}, "us-west").targets.map(({ stage }) => stage);
  const path = (name: string) =>
    `error shop Stage/${name} spec.shard: No controller of Kargo looks after this shard: nothing would ever be done with it, and nobody told`;

  test("is told of each Stage, with the one that is meant", () => {
    expect(shardProblems([{ app: "shop", objects }], ["us-west"])).toEqual([]);
    expect(shardProblems([{ app: "shop", objects }], ["eu", "us-wset"]).map(formatProblem)).toEqual(
      ["prod-eu", "prod-us"].map(
        (name) => `${path(name)} (got "us-west"; allowed eu, us-wset). Perhaps "us-wset" is meant. [unserved-shard]`,
      ),
    );
  });

  test("is told with what to do when there are none", () => {
    expect(shardProblems([{ app: "shop", objects: objects.slice(0, 1) }], []).map(formatProblem)).toEqual([
      `${path("prod-eu")} (got "us-west"; allowed none, since no cluster of slipway:clusters has a kargoShard). Give the cluster's entry in slipway:clusters this kargoShard, name it in slipway:shards when somebody else runs its controller, or leave shard out. [unserved-shard]`,
    ]);
  });
});
