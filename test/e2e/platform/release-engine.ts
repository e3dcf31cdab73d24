import { mkdirSync } from "node:fs";
import { join } from "node:path";
import type { Engine } from "../../../engine/engine.ts";
import type { EngineOptions } from "../../../engine/engine-options.ts";
import { recorder } from "../../engine/recorder.ts";
import { type ApiServer, startApiServer } from "../../support/api-server.ts";
import { engineIn } from "../../support/engine-in.ts";
import { simulateKubelets } from "../../support/simulated-kubelets.ts";
import { testTools } from "../../support/tools.ts";
import { leadWebhooks, startWebhookServer, type WebhookServer } from "../../support/webhook-server.ts";
import { packCharts } from "./charts-folder.ts";

/** Plugins of the tests' engines: the stand-ins for pulumi-kubernetes and pulumi-random. */
const support = join(import.meta.dirname, "..", "..");
export const plugins = [join(support, "..", "provider", "bin"), join(support, "support", "random-plugin")];

/** Whoever asks beyond loopback ends at a port that nobody listens on. */
export const noWayOut = { HTTPS_PROXY: "http://127.0.0.1:1", HTTP_PROXY: "http://127.0.0.1:1" };

/** An API server of its own on which charts are installed: Pods are simulated, webhooks lead to a server of the test's. */
export interface ReleaseCluster extends ApiServer {
  /** Folder with Kargo's and cert-manager's charts. */
  readonly charts: string;
  readonly helm: string;
  /** Where cert-manager's webhooks lead. */
  readonly webhook: WebhookServer;
  /** An engine with its own home and state under a folder of this name, and what it noted. */
  engine(name: string, more?: Partial<EngineOptions>): Engine & { readonly notes: readonly string[] };
}

export async function startReleaseCluster(): Promise<ReleaseCluster> {
  const [api, webhook, pulumi] = await Promise.all([startApiServer(), startWebhookServer(), testTools().get("pulumi")]);
  const charts = join(api.folder, "charts");
  mkdirSync(charts);
  const helm = await packCharts(charts);
  // Kargo's chart puts a Role into it.
  await api.ask("POST", "/api/v1/namespaces", { metadata: { name: "argocd" } });
  const ends = [simulateKubelets(api), leadWebhooks(api, ["cert-manager-webhook"], webhook)];
  return {
    ...api,
    charts,
    helm,
    webhook,
    engine: (name, more = {}) => {
      const { progress, notes } = recorder();
      const env = { SLIPWAY_HELM: helm, ...noWayOut };
      const engine = engineIn(join(api.folder, name), pulumi, { plugins, progress, env, ...more });
      return Object.assign(engine, { notes });
    },
    stop: async () => {
      await Promise.all(ends.map((end) => end()));
      await webhook.close();
      await api.stop();
    },
  };
}
