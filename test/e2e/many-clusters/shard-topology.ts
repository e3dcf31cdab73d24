import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as pulumi from "@pulumi/pulumi";
import type { ConfigEntry } from "../../../engine/stack-run.ts";
import { program } from "../../../index.ts";
import { type Platform, platformOf } from "../../../model/platform/platform.ts";
import { certificatePaths } from "../../../sandbox/certificates.ts";
import { applyAll } from "../../../sandbox/cluster/setup.ts";
import { webhooksAreAsked } from "../../../sandbox/kargo/admission.ts";
import type { OfficialKargo } from "../../../sandbox/kargo/official/find.ts";
import { statePaths } from "../../../sandbox/state.ts";
import { type KargoCluster, startKargoCluster } from "../../sandbox/kargo/kargo-cluster.ts";
import { kargoChart } from "../../support/kargo-chart.ts";
import { freePort, type TestProcess } from "../../support/processes.ts";
import { packCharts } from "../platform/charts-folder.ts";
import { type KargoProgramArgs, podOf, startKargoProgram } from "./kargo-program.ts";
import { configOf, engineIn, registerClusters, root } from "./stacks.ts";

/** Topology B: a control plane with Kargo and an Argo CD, and a second cluster with an Argo CD of its own. */
export interface ShardTopology {
  readonly home: KargoCluster;
  readonly us: KargoCluster;
  /** Kargo's programs, by their ServiceAccounts. */
  readonly kargo: ReadonlyMap<string, TestProcess>;
  up(stack: Stack): Promise<void>;
  /** Starts the controller of the shard as its release has it. */
  startShard(): Promise<void>;
  stop(): Promise<void>;
}

type Stack = "clusters-us" | "platform" | "delivery" | "staging" | "prod";

const clusters = [
  { name: "prod-us", stack: "organization/slipway/clusters-us", kargoShard: "us", argocdNamespace: "argocd" },
];
const imports = `import { configurationOnly, git, pipeline, warehouse } from ${JSON.stringify(join(root, "model/definition.ts"))};
const promotionTemplate = configurationOnly({ folder: (stage) => \`k8s/\${stage.environment}\` });
const main = (app: string, more = {}) => ({ main: { git: git(\`https://github.com/acme/\${app}\`, { branch: "main" }), interval: "2s", ...more } });
`;
/** One app whose Stages are in both clusters, and one that is all the shard's. */
const definitions = {
  shop: `${imports}
export const shop = pipeline("shop", {
  warehouses: main("shop"),
  promotionTemplate,
  stages: {
    staging: { from: warehouse("main"), autoPromotion: true },
    prod: { from: "staging", protected: true, targets: ["eu", "us"] },
  },
});
`,
  edge: `${imports}
export const edge = pipeline("edge", {
  warehouses: main("edge", { shard: "us" }),
  promotionTemplate,
  stages: { prod: { from: warehouse("main"), autoPromotion: true, targets: ["us"] } },
});
`,
};

/** Of the chart for kinds that aren't there: nobody signs certificates here. */
const elsewhere = new Set(["Certificate", "Issuer"]);
const argocd = ["crds", "applicationController", "repoServer"];

export async function startShardTopology(kargo: OfficialKargo): Promise<ShardTopology> {
  const folder = mkdtempSync(join(tmpdir(), "slipway-shards-"));
  const processes = new Map<string, TestProcess>();
  const started: KargoCluster[] = [];
  const stop = async () => {
    await Promise.all([...processes.values()].map((each) => each.end()));
    await Promise.all(started.map((each) => each.stop()));
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  };
  try {
    const start = async (...tasks: string[]) => {
      const cluster = await startKargoCluster({ kind: "stand-in" }, [], ["controllerManager", ...argocd, ...tasks]);
      started.push(cluster);
      return cluster;
    };
    const [home, us] = await Promise.all([start("nodes", "scheduler", "git"), start()]);
    const charts = join(folder, "charts");
    mkdirSync(charts);
    const helm = await packCharts(charts);
    const platform = platformWith(charts);
    const run = await controlPlane({ home, kargo, folder, platform, processes });
    // The own Argo CD's log-in to Git is the business of whoever installed that.
    await us.admin.create("/api/v1/namespaces/argocd/secrets", {
      apiVersion: "v1",
      kind: "Secret",
      metadata: {
        name: "git",
        namespace: "argocd",
        labels: { "argocd.argoproj.io/secret-type": "repo-creds" },
      },
      stringData: { type: "git", url: `${home.git}/acme`, ...home.login },
    });
    const up = await stacks({ home, us, folder, platform, helm });
    return {
      ...{ home, us, kargo: processes, up, stop },
      startShard: async () => {
        const { serviceAccount, env, argocd } = await podOf(home.admin, "kargo-controller-us");
        await run({ component: "controller", serviceAccount, env, argocd });
      },
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

function platformWith(charts: string): Platform {
  const { platform, problems } = platformOf({
    // The test's git server speaks http, as the local one in a kind cluster does.
    cluster: { type: "kind", local: true },
    warehouseInterval: "2s",
    airGap: { charts },
    parts: { kargo: { values: { controller: { logLevel: "DEBUG" } } } },
  });
  if (platform === undefined) throw new Error(JSON.stringify(problems));
  return platform;
}

interface ControlPlane {
  readonly home: KargoCluster;
  readonly kargo: OfficialKargo;
  readonly folder: string;
  readonly platform: Platform;
  readonly processes: Map<string, TestProcess>;
}

type Program = Pick<KargoProgramArgs, "component" | "serviceAccount" | "env" | "more" | "argocd">;

/** Kargo's first release: the objects of its chart, and its programs with the rights that these give them. */
async function controlPlane({ home, kargo, folder, platform, processes }: ControlPlane) {
  const { admin, state } = home;
  const { ca, server } = certificatePaths(statePaths(state).pki);
  const certificateAuthority = readFileSync(ca, "utf8");
  const [, url = ""] = /server: (\S+)/.exec(readFileSync(join(state, "kubeconfig"), "utf8")) ?? [];
  const port = await freePort();
  const chart = await kargoChart(platform, { url: `https://127.0.0.1:${port}`, certificateAuthority });
  const signal = AbortSignal.timeout(120_000);
  const objects = chart.objects.filter(({ kind }) => !elsewhere.has(kind));
  await applyAll(admin, [{ apiVersion: "v1", kind: "Namespace", metadata: { name: "kargo" } }, ...objects], signal);
  const run = async (program: Program) => {
    const process = await startKargoProgram({
      ...program,
      kargo,
      admin,
      folder,
      server: { url, certificateAuthority },
    });
    processes.set(program.serviceAccount, process);
  };
  const ofChart = (component: string, name: string, more = {}) =>
    run({ component, serviceAccount: name, env: chart.environments[name] ?? {}, more });
  const serving = join(folder, "webhooks", "k8s-webhook-server", "serving-certs");
  mkdirSync(serving, { recursive: true });
  copyFileSync(server.certificate, join(serving, "tls.crt"));
  copyFileSync(server.key, join(serving, "tls.key"));
  await ofChart("kubernetes-webhooks-server", "kargo-webhooks-server", {
    TMPDIR: join(folder, "webhooks"),
    WEBHOOK_SERVER_PORT: String(port),
  });
  await applyAll(admin, chart.webhooks, signal);
  await webhooksAreAsked(admin, signal);
  await ofChart("management-controller", "kargo-management-controller");
  await ofChart("controller", "kargo-controller");
  return run;
}

interface Stacks {
  readonly home: KargoCluster;
  readonly us: KargoCluster;
  readonly folder: string;
  readonly platform: Platform;
  readonly helm: string;
}

async function stacks({ home, us, folder, platform, helm }: Stacks): Promise<ShardTopology["up"]> {
  const apps = join(folder, "apps");
  for (const [app, definition] of Object.entries(definitions)) {
    mkdirSync(join(apps, app), { recursive: true });
    writeFileSync(join(apps, app, "pipeline.ts"), definition);
  }
  const engine = await engineIn(folder, { SLIPWAY_HELM: helm });
  const kubeconfig = readFileSync(join(home.state, "kubeconfig"), "utf8");
  const programs: Readonly<Record<Stack, () => Promise<unknown>>> = {
    "clusters-us": async () => ({ kubeconfig: pulumi.secret(readFileSync(join(us.state, "kubeconfig"), "utf8")) }),
    // The first release is there already.
    platform: () => registerClusters(clusters, platform, kubeconfig),
    delivery: () => program({ apps }),
    staging: () => program({ apps }),
    prod: () => program({ apps }),
  };
  const { config: compiled, plain } = configOf(home, kubeconfig, clusters, Object.keys(definitions));
  const config: Readonly<Record<Stack, Record<string, ConfigEntry>>> = {
    "clusters-us": plain,
    platform: plain,
    delivery: { ...compiled, "slipway:role": { value: "delivery" } },
    staging: {
      ...compiled,
      "slipway:role": { value: "environment" },
      "slipway:pipelines": { value: JSON.stringify(["shop"]) },
    },
    prod: {
      ...compiled,
      "slipway:role": { value: "environment" },
      "slipway:targets": { value: JSON.stringify({ us: "prod-us" }) },
    },
  };
  return async (name) => {
    await engine.up({ name, config: config[name], program: programs[name] as () => Promise<Record<string, unknown>> });
  };
}
