import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { Engine } from "../../../engine/engine.ts";
import type { ConfigEntry } from "../../../engine/stack-run.ts";
import { program } from "../../../index.ts";
import { platformOf } from "../../../model/platform/platform.ts";
import { targetClustersOf } from "../../../model/platform/target-clusters.ts";
import { silent } from "../../../progress/progress.ts";
import { ClusterClient } from "../../../sandbox/cluster/cluster-client.ts";
import { removeState } from "../../../sandbox/stop-sandbox.ts";
import { startTargetCluster, type TargetCluster } from "../../../sandbox/target-cluster.ts";
import { targetClusters } from "../../../stacks/target-clusters.ts";
import { type KargoCluster, startKargoCluster } from "../../sandbox/kargo/kargo-cluster.ts";
import { testTools } from "../../support/tools.ts";

/** One cluster with Kargo and Argo CD, which `prod-eu` runs in, and a bare one for `prod-us`; each with an API server of its own. */
export interface Topology {
  readonly home: KargoCluster;
  readonly us: TargetCluster;
  /** Administrator of the second cluster; opened anew, since it is stopped and started. */
  readonly usAdmin: () => ClusterClient;
  readonly engine: Engine;
  /** Starts of the second cluster what doesn't run. */
  startUs(): Promise<TargetCluster>;
  /** Brings up one of the project's stacks. */
  up(stack: "clusters-us" | "platform" | "delivery" | "prod"): Promise<Readonly<Record<string, unknown>>>;
  stop(): Promise<void>;
}

const root = join(import.meta.dirname, "..", "..", "..");
/** As it stands in every stack's config. */
export const clusters = [
  {
    name: "prod-us",
    stack: "organization/slipway/clusters-us",
    namespaces: ["shop-prod-us"],
    labels: { region: "us" },
  },
];

const definition = `import { configurationOnly, git, pipeline, warehouse } from ${JSON.stringify(join(root, "model/definition.ts"))};
export const shop = pipeline("shop", {
  warehouses: { main: { git: git("https://github.com/acme/shop", { branch: "main" }), interval: "2s" } },
  promotionTemplate: configurationOnly({ folder: (stage) => \`k8s/\${stage.environment}\` }),
  stages: { prod: { from: warehouse("main"), autoPromotion: true, targets: ["eu", "us"] } },
});
`;

export async function startTopology(): Promise<Topology> {
  const folder = mkdtempSync(join(tmpdir(), "slipway-many-"));
  const startUs = () =>
    startTargetCluster({
      state: join(folder, "us"),
      toolchain: testTools(),
      progress: silent,
      signal: AbortSignal.timeout(900_000),
    });
  const [home, us] = await Promise.all([
    startKargoCluster({ kind: "stand-in" }, ["applicationController", "repoServer", "nodes", "scheduler"]),
    startUs(),
  ]);
  const apps = join(folder, "apps");
  mkdirSync(join(apps, "shop"), { recursive: true });
  writeFileSync(join(apps, "shop", "pipeline.ts"), definition);
  const engine = new Engine({
    pulumi: await testTools().get("pulumi"),
    home: join(folder, "home"),
    backend: pathToFileURL(join(folder, "backend")).href,
    workDir: join(folder, "work"),
    passphrase: "of a test",
    plugins: [join(root, "provider", "bin")],
    progress: silent,
    env: { SLIPWAY_NODE: process.execPath },
  });
  const kubeconfig = readFileSync(join(home.state, "kubeconfig"), "utf8");
  const { config, plain } = configOf(home, kubeconfig);
  const programs = {
    "clusters-us": async () => ({ kubeconfig: pulumi.secret(readFileSync(us.kubeconfig, "utf8")) }),
    // What the platform stack does about clusters, without the charts that nothing here would run.
    platform: async () => {
      const { platform } = platformOf({});
      if (platform === undefined) throw new Error("no platform");
      const provider = new k8s.Provider("cluster", {
        kubeconfig: pulumi.secret(kubeconfig),
        clusterIdentifier: "home",
      });
      await targetClusters(targetClustersOf(clusters).clusters, platform, { providers: [provider] });
      return {};
    },
    delivery: () => program({ apps }),
    prod: () => program({ apps }),
  };
  return {
    ...{ home, us, engine, startUs },
    usAdmin: () => ClusterClient.fromKubeconfig(us.kubeconfig),
    up: async (name) => {
      const role = name === "delivery" ? "delivery" : "environment";
      const own: Record<string, ConfigEntry> =
        name === "delivery" || name === "prod" ? { ...config, "slipway:role": { value: role } } : plain;
      if (name === "prod") own["slipway:targets"] = { value: JSON.stringify({ us: "prod-us" }) };
      return (await engine.up({ name, config: own, program: programs[name] })).outputs;
    },
    stop: async () => {
      await Promise.all([home.stop(), removeState(us.state, silent)]);
      rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

function configOf(home: KargoCluster, kubeconfig: string) {
  const plain: Record<string, ConfigEntry> = { "slipway:clusters": { value: JSON.stringify(clusters) } };
  const config: Record<string, ConfigEntry> = {
    ...plain,
    "slipway:kubeconfig": { value: kubeconfig, secret: true },
    "slipway:mirrors": { value: JSON.stringify({ "https://github.com/acme/shop": `${home.git}/acme/shop.git` }) },
    "slipway:gitProvider": { value: "gitea" },
    "slipway:gitCredentials": { value: JSON.stringify(home.login), secret: true },
  };
  return { config, plain };
}
