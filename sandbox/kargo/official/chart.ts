import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { parseAllDocuments, stringify } from "yaml";
import type { KubeObject } from "../../../model/object.ts";
import { versions } from "../../../model/versions.ts";
import type { SpecContext } from "../../processes/spec.ts";
import { kargoNamespace } from "../keys.ts";

/** What the chart installs, with its processes told apart from its objects. */
export interface RenderedChart {
  /** Everything but the workloads and the webhook configurations, namespaces included. */
  readonly objects: readonly KubeObject[];
  /** Registered only once the server behind them answers. */
  readonly webhooks: readonly KubeObject[];
  /** The environment that the chart gives each Deployment, by its name: `kargo-controller` and so on. */
  readonly environments: Readonly<Record<string, Readonly<Record<string, string>>>>;
}

const run = promisify(execFile);
const renderWithin = 60_000;
/** Run as processes of the sandbox, so not in the cluster. Services of theirs would lead nowhere. */
const workloads = new Set(["Deployment", "CronJob", "Service"]);
const webhookKinds = new Set(["MutatingWebhookConfiguration", "ValidatingWebhookConfiguration"]);

/**
 * Values of Kargo's chart for the sandbox. What they leave out is as the chart has it.
 * Source: charts/kargo/values.yaml of the pinned version.
 */
export function chartValues({ choices }: SpecContext): object {
  return {
    // The chart in Go's module is the one in git, whose version is filled in when it is published.
    image: { tag: `v${versions.kargo}` },
    // Applied by the sandbox together with Argo's.
    crds: { install: false },
    api: {
      host: `127.0.0.1:${choices.ports["kargo-api"]}`,
      tls: { enabled: false },
      adminAccount: {
        passwordHash: choices.kargoAdmin.passwordHash,
        tokenSigningKey: choices.kargoAdmin.tokenSigningKey,
      },
    },
    webhooksServer: { tls: { selfSignedCert: false } },
    // Its receivers are reached from the internet, and an hourly clean-up has nothing to do here.
    externalWebhooksServer: { enabled: false },
    garbageCollector: { enabled: false },
    controller: {
      // The sandbox's git server speaks plain http on loopback.
      allowCredentialsOverHTTP: true,
      reconcilers: { warehouses: { minReconciliationInterval: "5s" } },
    },
  };
}

/**
 * Renders Kargo's own chart.
 *
 * @param helm absolute path of helm
 * @param chart folder of the chart
 * @throws Error in helm's words
 */
export async function renderChart(
  helm: string,
  chart: string,
  context: SpecContext,
  signal: AbortSignal,
): Promise<RenderedChart> {
  const folder = await mkdtemp(join(context.paths.tmp, "kargo-chart-"));
  try {
    // By file: the values hold secrets, and arguments are public.
    const values = join(folder, "values.yaml");
    await writeFile(values, stringify(chartValues(context)), { mode: 0o600 });
    const { stdout } = await run(
      helm,
      ["template", "kargo", chart, "--namespace", kargoNamespace, "--values", values],
      {
        env: {
          PATH: "/usr/bin:/bin",
          HOME: folder,
          HELM_CACHE_HOME: folder,
          HELM_CONFIG_HOME: folder,
          HELM_DATA_HOME: folder,
        },
        maxBuffer: 64_000_000,
        timeout: renderWithin,
        signal,
      },
    );
    return splitChart(stdout, {
      url: `https://127.0.0.1:${context.choices.ports["kargo-webhooks-server"]}`,
      certificateAuthority: readFileSync(context.certificates.ca, "utf8"),
    });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

interface ChartObject extends KubeObject {
  readonly data?: Readonly<Record<string, string>>;
  readonly stringData?: Readonly<Record<string, string>>;
  readonly spec?: Deployment["spec"];
  readonly webhooks?: readonly { readonly clientConfig: { readonly service?: { readonly path?: string } } }[];
}

interface Deployment {
  readonly spec: {
    readonly template: {
      readonly spec: {
        readonly containers: readonly {
          readonly env?: readonly { readonly name: string; readonly value?: string }[];
          readonly envFrom?: readonly { readonly configMapRef?: Named; readonly secretRef?: Named }[];
        }[];
      };
    };
  };
}

interface Named {
  readonly name: string;
}

/** Where the webhooks are asked in place of the chart's Service. */
export interface WebhooksServer {
  /** `https://127.0.0.1:PORT` */
  readonly url: string;
  /** PEM. */
  readonly certificateAuthority: string;
}

/** @param text what helm rendered */
export function splitChart(text: string, server: WebhooksServer): RenderedChart {
  const all = parseAllDocuments(text)
    .map((document) => document.toJS() as ChartObject | null)
    .filter((object) => object !== null);
  const named = (kind: string, name: string) => all.find((each) => each.kind === kind && each.metadata.name === name);
  const environments = all
    .filter((object) => object.kind === "Deployment")
    .map((object) => {
      const [container] = object.spec?.template.spec.containers ?? [];
      const from = (container?.envFrom ?? []).map(({ configMapRef, secretRef }) => ({
        ...(configMapRef && named("ConfigMap", configMapRef.name)?.data),
        ...(secretRef && named("Secret", secretRef.name)?.stringData),
      }));
      // Only plain ones: the others are limits of a container that there isn't.
      const own = (container?.env ?? []).flatMap(({ name, value }) => (value === undefined ? [] : [[name, value]]));
      return [object.metadata.name, Object.assign({}, ...from, Object.fromEntries(own))] as const;
    });
  return {
    objects: all.filter(({ kind }) => !workloads.has(kind) && !webhookKinds.has(kind)),
    webhooks: all.filter(({ kind }) => webhookKinds.has(kind)).map((object) => atServer(object, server)),
    environments: Object.fromEntries(environments),
  };
}

/** The server runs beside the cluster, where no Service leads. */
function atServer(object: ChartObject, { url, certificateAuthority }: WebhooksServer): KubeObject {
  const caBundle = Buffer.from(certificateAuthority).toString("base64");
  const webhooks = (object.webhooks ?? []).map((webhook) => {
    const path = webhook.clientConfig.service?.path ?? "";
    return { ...webhook, clientConfig: { url: `${url}${path}`, caBundle } };
  });
  return { ...object, webhooks } as KubeObject;
}
