import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:https";
import { join } from "node:path";
import { parse } from "yaml";
import type { LiveFreight, LivePromotion, LiveStage } from "../../../cli/kargo/objects.ts";
import { ensureCertificates } from "../../../sandbox/certificates.ts";
import { outlastGoClients } from "../../../sandbox/keep-alive.ts";
import { type ApiServer, type JsonObject, startApiServer } from "../../support/api-server.ts";
import { type Running, slipway } from "../../support/command.ts";
import { testTools } from "../../support/tools.ts";

const api = "/apis/kargo.akuity.io/v1alpha1";

/**
 * A real API server with Kargo's real CRDs and none of its controllers: tests write what those would write, in the shape
 * that upstream's types have.
 */
export class KargoCluster {
  readonly server: ApiServer;
  /** The file of the administrator's kubeconfig. */
  readonly kubeconfig: string;
  private webhook: Server | undefined;
  private made = 0;

  private constructor(server: ApiServer) {
    this.server = server;
    this.kubeconfig = join(server.folder, "kubeconfig");
    writeFileSync(this.kubeconfig, server.kubeconfig);
  }

  static async start(): Promise<KargoCluster> {
    return new KargoCluster(await startApiServer());
  }

  async applyCrds(): Promise<void> {
    const folder = await testTools().data("kargo-crds");
    const files = readdirSync(folder).filter((file) => file.endsWith(".yaml"));
    for (const file of files) {
      const crd = parse(readFileSync(join(folder, file), "utf8")) as JsonObject;
      await this.ask("POST", "/apis/apiextensions.k8s.io/v1/customresourcedefinitions", crd);
    }
    for (const plural of ["stages", "freights", "promotions", "warehouses", "projectconfigs"])
      await until(async () => (await this.server.ask("GET", `${api}/${plural}`)).code === 200);
  }

  /**
   * Fills in a Promotion's steps and gives it Kargo's form of name, as Kargo's webhook does: a webhook, since the API
   * server's own policies can't write lists that a CRD holds atomic.
   */
  async fillSteps(uses: readonly string[]): Promise<void> {
    const pki = join(this.server.folder, "pki");
    mkdirSync(pki);
    const { ca, server } = await ensureCertificates(pki);
    const webhook = createServer(
      { cert: readFileSync(server.certificate), key: readFileSync(server.key) },
      (message, response) => {
        let text = "";
        message.on("data", (chunk: Buffer) => (text += chunk));
        message.on("end", () => {
          const { request } = JSON.parse(text) as { request: { uid: string; object: LivePromotion } };
          const { stage, freight = "" } = request.object.spec;
          const patch = [
            { op: "add", path: "/spec/steps", value: uses.map((each) => ({ uses: each })) },
            {
              op: "add",
              path: "/metadata/name",
              value: `${stage}.01k${(this.made++).toString().padStart(5, "0")}.${freight.slice(0, 7)}`,
            },
          ];
          const answer = {
            uid: request.uid,
            allowed: true,
            patchType: "JSONPatch",
            patch: Buffer.from(JSON.stringify(patch)).toString("base64"),
          };
          response.setHeader("content-type", "application/json");
          response.end(
            JSON.stringify({ apiVersion: "admission.k8s.io/v1", kind: "AdmissionReview", response: answer }),
          );
        });
      },
    );
    outlastGoClients(webhook);
    await new Promise<void>((resolve) => webhook.listen(0, "127.0.0.1", resolve));
    webhook.unref();
    this.webhook = webhook;
    const { port } = webhook.address() as { port: number };
    await this.ask("POST", "/apis/admissionregistration.k8s.io/v1/mutatingwebhookconfigurations", {
      apiVersion: "admissionregistration.k8s.io/v1",
      kind: "MutatingWebhookConfiguration",
      metadata: { name: "kargo" },
      webhooks: [
        {
          name: "promotion.kargo.akuity.io",
          clientConfig: { url: `https://127.0.0.1:${port}`, caBundle: readFileSync(ca).toString("base64") },
          rules: [
            {
              apiGroups: ["kargo.akuity.io"],
              apiVersions: ["v1alpha1"],
              operations: ["CREATE"],
              resources: ["promotions"],
            },
          ],
          sideEffects: "None",
          admissionReviewVersions: ["v1"],
        },
      ],
    });
    // configurations are read anew from time to time; a dry run tells when this one is in force
    const trial = {
      apiVersion: "kargo.akuity.io/v1alpha1",
      kind: "Promotion",
      metadata: { generateName: "t-" },
      spec: { stage: "x", freight: "y" },
    };
    const path = `${api}/namespaces/default/promotions?dryRun=All`;
    await until(async () => (await this.server.ask("POST", path, trial)).code === 201);
  }

  async stop(): Promise<void> {
    this.webhook?.closeAllConnections();
    this.webhook?.close();
    await this.server.stop();
  }

  async namespace(name: string): Promise<void> {
    await this.ask("POST", "/api/v1/namespaces", { apiVersion: "v1", kind: "Namespace", metadata: { name } });
  }

  async put(kind: "Stage" | "Freight", object: LiveStage | LiveFreight): Promise<void> {
    const path = `${api}/namespaces/${object.metadata.namespace}/${kind.toLowerCase()}s`;
    const { status, metadata, ...rest } = object;
    const { creationTimestamp: _, ...meta } = metadata;
    await this.ask("POST", path, { apiVersion: "kargo.akuity.io/v1alpha1", kind, metadata: meta, ...rest });
    if (status !== undefined) await this.status(kind, object.metadata.namespace ?? "", object.metadata.name, status);
  }

  async status(
    kind: "Stage" | "Freight" | "Promotion",
    namespace: string,
    name: string,
    status: object,
  ): Promise<void> {
    const path = `${api}/namespaces/${namespace}/${kind.toLowerCase()}s/${name}`;
    await this.ask("PATCH", `${path}/status`, { status }, "application/merge-patch+json");
  }

  /** What the controller would write, one status after the other, with time between for a look. */
  async play({ metadata }: LivePromotion, statuses: readonly object[]): Promise<void> {
    for (const status of statuses) {
      await this.status("Promotion", metadata.namespace ?? "", metadata.name, status);
      await new Promise((resolve) => setTimeout(resolve, 2_500));
    }
  }

  async promotions(namespace: string): Promise<LivePromotion[]> {
    const { body } = await this.server.ask("GET", `${api}/namespaces/${namespace}/promotions`);
    return (body as { items: LivePromotion[] }).items;
  }

  /** The next Promotion that isn't among those known. */
  async nextPromotion(namespace: string, known: readonly string[]): Promise<LivePromotion> {
    let found: LivePromotion | undefined;
    await until(async () => {
      found = (await this.promotions(namespace)).find(({ metadata }) => !known.includes(metadata.name));
      return found !== undefined;
    });
    return found as LivePromotion;
  }

  slipway(...args: string[]): Running {
    return slipway(...args, "--kubeconfig", this.kubeconfig);
  }

  async ask(method: string, path: string, body: unknown, type?: string): Promise<JsonObject> {
    const answer = await this.server.ask(method, path, body, type);
    if (answer.code > 299) throw new Error(`${method} ${path}: ${answer.code} ${JSON.stringify(answer.body)}`);
    return answer.body;
  }
}

async function until(is: () => Promise<boolean>): Promise<void> {
  for (const end = Date.now() + 200_000; !(await is()); ) {
    if (Date.now() > end) throw new Error("waited 200 s in vain");
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}
