import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ArgoRollouts } from "../../../components/argo-rollouts/argo-rollouts.ts";
import type { ProviderCredentials } from "../../../components/verification/provider-secrets.ts";
import { compile } from "../../../model/compile.ts";
import type { Metric } from "../../../model/definition/verification.ts";
import { git, image, pipeline, warehouse, yamlFields } from "../../../model/definition.ts";
import { platformOf } from "../../../model/platform/platform.ts";
import { defaultSettings } from "../../../model/settings.ts";
import { ClusterClient, resourcePath } from "../../../sandbox/cluster/cluster-client.ts";
import { applyCrds, readCrds } from "../../../sandbox/cluster/crds.ts";
import { rolloutsRights } from "../../../sandbox/cluster/rollouts-rights.ts";
import { buildAnalysisRun } from "../../../sandbox/kargo/controller/analysis-run.ts";
import type { StageObject } from "../../../sandbox/kargo/objects.ts";
import { type ApiServer, startApiServer } from "../../support/api-server.ts";
import { runMocked } from "../../support/mocks.ts";
import { freePort } from "../../support/processes.ts";
import { testTools } from "../../support/tools.ts";
import { type Running, startProgram } from "./programs.ts";

/** An API server with Argo Rollouts' real controller, which has the rights of its own ServiceAccount and no more. */
export interface RolloutsServer {
  readonly api: ApiServer;
  readonly client: ClusterClient;
  readonly controller: Running;
  readonly folder: string;
  stop(): Promise<void>;
}

/** @param env of the controller, as the platform's chart gives it */
export async function startRollouts(env: Readonly<Record<string, string>>): Promise<RolloutsServer> {
  const tools = testTools();
  const folder = mkdtempSync(join(tmpdir(), "slipway-verification-"));
  const api = await startApiServer();
  const stopAll = async () => {
    await api.stop();
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  };
  try {
    const client = ClusterClient.fromKubeconfig(join(api.folder, "admin.kubeconfig"));
    const signal = AbortSignal.timeout(600_000);
    const [command, crds, rights] = await Promise.all([
      tools.get("rollouts-controller"),
      tools.data("rollouts-crds"),
      tools.data("rollouts-rights"),
    ]);
    await applyCrds(client, readCrds(crds), signal);
    for (const object of rolloutsRights(rights)) await client.apply(resourcePath(object), JSON.stringify(object));
    const { body } = await api.ask("POST", "/api/v1/namespaces/argo-rollouts/serviceaccounts/argo-rollouts/token", {
      spec: { expirationSeconds: 3600 },
    });
    const kubeconfig = join(folder, "rollouts.kubeconfig");
    writeFileSync(kubeconfig, api.kubeconfig.replace(/token: \S+?}/, `token: ${body.status.token}}`), { mode: 0o600 });
    const [health, metrics] = [await freePort(), await freePort()];
    const controller = await startProgram({
      name: "rollouts-controller",
      command,
      args: [
        ...[`--kubeconfig=${kubeconfig}`, `--healthzPort=${health}`, `--metricsPort=${metrics}`],
        ...["--leader-elect=false", "--loglevel=debug"],
      ],
      env: { POD_NAMESPACE: "argo-rollouts", ...env },
      folder,
      url: `http://127.0.0.1:${health}`,
      ready: "/healthz",
    });
    const stop = async () => {
      await controller.stop();
      await stopAll();
    };
    return { api, client, controller, folder, stop };
  } catch (error) {
    await stopAll();
    throw error;
  }
}

/**
 * Carries out verifications as Kargo does: the AnalysisTemplates that the definition compiles to are stored, an AnalysisRun
 * is made of each and judged by the controller.
 *
 * @returns in the order of the metrics: phase, then the last value, or the message of an error with ports of this run as
 *   PORT; and the AnalysisRuns as the controller left them
 */
export async function verdicts(
  client: ClusterClient,
  metrics: readonly Metric[],
): Promise<{ readonly verdicts: readonly string[]; readonly runs: readonly object[] }> {
  const compiled = compile(verifying(metrics), defaultSettings);
  const target = compiled.environments[0]?.targets[0];
  if (target === undefined) throw new Error("nothing compiled");
  for (const template of target.analysisTemplates) await client.apply(resourcePath(template), JSON.stringify(template));
  const stage = target.stage as unknown as StageObject;
  const ended = await Promise.all(
    target.analysisTemplates.map(async ({ metadata: { name } }) => {
      const verification = { ...stage.spec.verification, analysisTemplates: [{ name, kind: "AnalysisTemplate" }] };
      const alone = { ...stage, metadata: { ...stage.metadata, name }, spec: { ...stage.spec, verification } };
      const options = { evaluate: async (text: string) => text, promotion: undefined };
      const run = (await buildAnalysisRun(client, alone, { id: "freight", items: {} }, options)) as RunObject;
      await client.apply(runPath(run), JSON.stringify(run));
      return over(client, run);
    }),
  );
  return { verdicts: ended.map(verdictOf), runs: ended };
}

/** Datadog's Secret as the platform stack registers it with these keys. */
export async function datadogSecret(datadog: NonNullable<ProviderCredentials["datadog"]>): Promise<{ data: object }> {
  const { platform } = platformOf({});
  if (platform === undefined) throw new Error("no platform");
  const { resources } = await runMocked(
    () => void new ArgoRollouts("argo-rollouts", { platform, credentials: { datadog } }),
  );
  const { inputs } = resources.find(({ name }) => name === "argo-rollouts-datadog") ?? {};
  if (inputs === undefined) throw new Error("no Secret for Datadog");
  return { data: (inputs["data"] as { secret: object }).secret };
}

interface RunObject {
  readonly metadata: { readonly name: string; readonly namespace: string };
  readonly status?: {
    readonly phase: string;
    readonly message?: string;
    readonly metricResults?: readonly {
      readonly message?: string;
      readonly measurements?: readonly { readonly value?: string; readonly message?: string }[];
    }[];
  };
}

function runPath({ metadata: { name, namespace } }: RunObject): string {
  return `/apis/argoproj.io/v1alpha1/namespaces/${namespace}/analysisruns/${name}`;
}

async function over(client: ClusterClient, run: RunObject): Promise<RunObject> {
  const deadline = Date.now() + 600_000;
  for (;;) {
    const found = await client.get<RunObject & StageObject>(runPath(run));
    if (found && !["", "Pending", "Running"].includes(found.status?.phase ?? "")) return found as RunObject;
    if (Date.now() > deadline)
      throw new Error(`${run.metadata.name} has no result after 600 s: ${JSON.stringify(found)}`);
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
}

function verdictOf({ status }: RunObject): string {
  const result = status?.metricResults?.[0];
  const last = result?.measurements?.at(-1);
  const said = status?.phase === "Error" ? (last?.message ?? result?.message ?? status.message) : last?.value;
  return `${status?.phase}: ${(said ?? "").replace(/(?<=127\.0\.0\.1:)\d+/g, "PORT")}`;
}

function verifying(verification: readonly Metric[]) {
  return pipeline("web", {
    warehouses: {
      main: {
        image: image("docker.io/acme/web"),
        git: git("https://github.com/acme/web", { branch: "main", excludePaths: ["stages"] }),
      },
    },
    promotionTemplate: yamlFields({
      folder: (stage) => `stages/${stage.stage}`,
      file: (stage) => `stages/${stage.stage}/deployment.yaml`,
      fields: { "spec.replicas": "1" },
    }),
    stages: { test: { from: warehouse("main"), verification } },
  });
}
