import { join } from "node:path";
import { pathToFileURL } from "node:url";
import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import type { PulumiFn } from "@pulumi/pulumi/automation/index.js";
import { Engine } from "../../../engine/engine.ts";
import type { ConfigEntry } from "../../../engine/stack-run.ts";
import type { Platform } from "../../../model/platform/platform.ts";
import { targetClustersOf } from "../../../model/platform/target-clusters.ts";
import { silent } from "../../../progress/progress.ts";
import { targetClusters } from "../../../stacks/target-clusters.ts";
import type { KargoCluster } from "../../sandbox/kargo/kargo-cluster.ts";
import { testTools } from "../../support/tools.ts";

export const root = join(import.meta.dirname, "..", "..", "..");

/** An engine with the sandbox's provider, and everything of its own in this folder. */
export async function engineIn(folder: string, env: Readonly<Record<string, string>> = {}): Promise<Engine> {
  return new Engine({
    pulumi: await testTools().get("pulumi"),
    home: join(folder, "home"),
    backend: pathToFileURL(join(folder, "backend")).href,
    workDir: join(folder, "work"),
    passphrase: "of a test",
    plugins: [join(root, "provider", "bin")],
    progress: silent,
    env: { SLIPWAY_NODE: process.execPath, ...env },
  });
}

/**
 * As `pulumi up --replace URN` does it, which the engine has no word for.
 *
 * @param resource the last part of its URN
 */
export async function replaceResource(
  engine: Engine,
  stack: string,
  resource: string,
  program: PulumiFn,
): Promise<void> {
  const { resources = [] } = await engine.deployment(stack);
  const urn = resources.map((each) => each.urn).find((each) => each.endsWith(`::${resource}`));
  if (urn === undefined) throw new Error(`${stack} has no ${resource}`);
  await (await engine["stack"](stack, program)).up({ replace: [urn], color: "never" });
}

/** What the platform stack does about clusters, without the charts. */
export async function registerClusters(
  clusters: unknown,
  platform: Platform,
  kubeconfig: string,
): Promise<Record<string, never>> {
  const provider = new k8s.Provider("cluster", {
    kubeconfig: pulumi.secret(kubeconfig),
    clusterIdentifier: "home",
  });
  await targetClusters(targetClustersOf(clusters).clusters, platform, { providers: [provider] });
  return {};
}

/** Config of every stack, and that of those which hold the pipelines of these apps. */
export function configOf(home: KargoCluster, kubeconfig: string, clusters: unknown, apps: readonly string[]) {
  const mirrors = apps.map((app) => [`https://github.com/acme/${app}`, `${home.git}/acme/${app}.git`]);
  const plain: Record<string, ConfigEntry> = { "slipway:clusters": { value: JSON.stringify(clusters) } };
  const config: Record<string, ConfigEntry> = {
    ...plain,
    "slipway:kubeconfig": { value: kubeconfig, secret: true },
    "slipway:mirrors": { value: JSON.stringify(Object.fromEntries(mirrors)) },
    "slipway:gitProvider": { value: "gitea" },
    "slipway:gitCredentials": { value: JSON.stringify(home.login), secret: true },
  };
  return { config, plain };
}
