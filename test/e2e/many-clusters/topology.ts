import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as pulumi from "@pulumi/pulumi";
import type { Engine } from "../../../engine/engine.ts";
import type { ConfigEntry } from "../../../engine/stack-run.ts";
import { program } from "../../../index.ts";
import { platformOf } from "../../../model/platform/platform.ts";
import { silent } from "../../../progress/progress.ts";
import { ClusterClient } from "../../../sandbox/cluster/cluster-client.ts";
import { removeState } from "../../../sandbox/stop-sandbox.ts";
import { startTargetCluster, type TargetCluster } from "../../../sandbox/target-cluster.ts";
import { type KargoCluster, startKargoCluster } from "../../sandbox/kargo/kargo-cluster.ts";
import { testTools } from "../../support/tools.ts";
import { configOf, engineIn, registerClusters, replaceResource, root } from "./stacks.ts";

/** One cluster with Kargo and Argo CD, which `prod-eu` runs in, and a bare one for `prod-us`; each with an API server of its own. */
export interface Topology {
  readonly home: KargoCluster;
  readonly us: TargetCluster;
  /** Administrator of the second cluster; opened anew, since it is stopped and started. */
  readonly usAdmin: () => ClusterClient;
  readonly engine: Engine;
  /** Starts of the second cluster what doesn't run. */
  startUs(): Promise<TargetCluster>;
  /** Makes Argo CD's token of the second cluster anew, by docs/many-clusters.md. */
  replaceToken(): Promise<void>;
  /** Brings up one of the project's stacks. */
  up(stack: "clusters-us" | "platform" | "delivery" | "prod"): Promise<Readonly<Record<string, unknown>>>;
  stop(): Promise<void>;
}

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
  const engine = await engineIn(folder);
  const kubeconfig = readFileSync(join(home.state, "kubeconfig"), "utf8");
  const { config, plain } = configOf(home, kubeconfig, clusters, ["shop"]);
  const programs = {
    "clusters-us": async () => ({ kubeconfig: pulumi.secret(readFileSync(us.kubeconfig, "utf8")) }),
    // What the platform stack does about clusters, without the charts that nothing here would run.
    platform: async () => {
      const { platform } = platformOf({});
      if (platform === undefined) throw new Error("no platform");
      return registerClusters(clusters, platform, kubeconfig);
    },
    delivery: () => program({ apps }),
    prod: () => program({ apps }),
  };
  return {
    ...{ home, us, engine, startUs },
    replaceToken: () => replaceResource(engine, "platform", "prod-us-manager-token", programs.platform),
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
