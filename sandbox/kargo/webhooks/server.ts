import { readFileSync } from "node:fs";
import type { IncomingMessage, ServerResponse } from "node:http";
import { createServer } from "node:https";
import { parseArgs } from "node:util";
import { ClusterClient } from "../../cluster/cluster-client.ts";
import { outlastGoClients } from "../../keep-alive.ts";
import { handlers } from "./handlers.ts";
import { type AdmissionRequest, reviewed } from "./review.ts";

/** The largest object that etcd takes is 1.5 MB; a review holds two. */
const largest = 8_000_000;

/** Stand-in for Kargo's webhooks server: the API server asks it before it stores one of Kargo's objects. */
function main(): void {
  const options = { port: { type: "string" }, certificate: { type: "string" }, key: { type: "string" } } as const;
  const { port, certificate, key } = parseArgs({ options }).values;
  const kubeconfig = process.env["KUBECONFIG"];
  if (!port || !certificate || !key || !kubeconfig) {
    console.error("usage: KUBECONFIG=… node server.ts --port PORT --certificate FILE --key FILE");
    process.exit(2);
  }
  const client = ClusterClient.fromKubeconfig(kubeconfig);
  const tls = { cert: readFileSync(certificate), key: readFileSync(key) };
  const server = createServer(tls, (request, response) => {
    serve(request, response, client).catch((error) => {
      console.error(error);
      if (!response.headersSent) response.writeHead(500).end(String(error));
    });
  });
  outlastGoClients(server);
  server.listen(Number(port), "127.0.0.1", () =>
    console.log(`stand-in for Kargo's webhooks server, 127.0.0.1:${port}`),
  );
  process.on("SIGTERM", () => process.exit(0));
}

async function serve(request: IncomingMessage, response: ServerResponse, client: ClusterClient): Promise<void> {
  const path = request.url?.split("?")[0] ?? "";
  if (path === "/healthz") return void response.writeHead(200).end("ok");
  const admit = handlers.get(path);
  if (!admit || request.method !== "POST") return void response.writeHead(404).end("no such webhook");
  const { request: asked } = JSON.parse(await bodyOf(request)) as { request: AdmissionRequest };
  const answer = JSON.stringify(await reviewed(asked, admit, client));
  response.writeHead(200, { "content-type": "application/json" }).end(answer);
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > largest) throw new Error(`a review of more than ${largest} bytes`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString();
}

main();
