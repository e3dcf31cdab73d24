import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createServer } from "node:https";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { ensureCertificates } from "../../sandbox/certificates.ts";
import type { ApiServer, JsonObject } from "./api-server.ts";

/** An admission webhook that allows everything, once it is told to answer. */
export interface WebhookServer {
  readonly url: string;
  /** Base64 of the authority that signed its certificate. */
  readonly caBundle: string;
  /** Connections so far, refused ones included. */
  readonly asked: number;
  /** While false, or for this many more connections, each connection is cut. */
  refuse: boolean | number;
  close(): Promise<void>;
}

export async function startWebhookServer(): Promise<WebhookServer> {
  const folder = mkdtempSync(join(tmpdir(), "slipway-webhook-"));
  const { ca, server: pair } = await ensureCertificates(folder);
  const read = (path: string) => readFileSync(path);
  const server = createServer({ cert: read(pair.certificate), key: read(pair.key) }, (request, response) => {
    let text = "";
    request.setEncoding("utf8").on("data", (chunk: string) => {
      text += chunk;
    });
    request.on("end", () => {
      const { apiVersion, kind, request: asked } = JSON.parse(text) as JsonObject;
      response.setHeader("content-type", "application/json");
      // One connection per question, so that cutting connections cuts questions. The API server is told, instead of finding
      // a connection closed that it is about to use: it never repeats a POST.
      response.setHeader("connection", "close");
      response.end(JSON.stringify({ apiVersion, kind, response: { uid: asked.uid, allowed: true } }));
    });
  });
  let asked = 0;
  const state = { refuse: false as boolean | number };
  server.on("connection", (socket) => {
    asked++;
    if (state.refuse === false || state.refuse === 0) return;
    if (typeof state.refuse === "number") state.refuse--;
    socket.destroy();
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `https://127.0.0.1:${(server.address() as AddressInfo).port}`,
    caBundle: read(ca).toString("base64"),
    get asked() {
      return asked;
    },
    get refuse() {
      return state.refuse;
    },
    set refuse(value) {
      state.refuse = value;
    },
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => {
          rmSync(folder, { recursive: true, force: true });
          resolve();
        });
      }),
  };
}

const kinds = ["validatingwebhookconfigurations", "mutatingwebhookconfigurations"];

/**
 * Leads every webhook of a chart to a server of the test's, since no Pod of the chart's runs: what cert-manager's
 * cainjector and kube-proxy would do together.
 *
 * @param configurations names; they may come later
 * @returns ends it
 */
export function leadWebhooks(
  api: ApiServer,
  configurations: readonly string[],
  server: WebhookServer,
): () => Promise<void> {
  const stop = new AbortController();
  const leading = (async () => {
    while (!stop.signal.aborted) {
      for (const kind of kinds)
        for (const name of configurations) await lead(api, kind, name, server).catch(() => undefined);
      await sleep(100);
    }
  })();
  return () => {
    stop.abort();
    return leading;
  };
}

async function lead(api: ApiServer, kind: string, name: string, server: WebhookServer): Promise<void> {
  const path = `/apis/admissionregistration.k8s.io/v1/${kind}/${name}`;
  const { code, body } = await api.ask("GET", path);
  if (code !== 200) return;
  const patch = (body.webhooks as JsonObject[]).flatMap(({ clientConfig }, index) =>
    clientConfig.url === server.url
      ? []
      : [
          {
            op: "replace",
            path: `/webhooks/${index}/clientConfig`,
            value: { url: server.url, caBundle: server.caBundle },
          },
        ],
  );
  if (patch.length > 0) await api.ask("PATCH", path, patch, "application/json-patch+json");
}
