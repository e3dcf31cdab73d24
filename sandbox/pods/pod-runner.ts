import { createServer } from "node:http";
import { join } from "node:path";
import { isDeepStrictEqual, parseArgs } from "node:util";
import { ClusterClient, type LiveObject } from "../cluster/cluster-client.ts";
import { follow } from "../cluster/follow.ts";
import { stateMarker } from "../environment.ts";
import { outlastGoClients } from "../keep-alive.ts";
import { changeSandboxFile } from "../sandbox-file.ts";
import { readJson, type SandboxFile, type StatePaths, statePaths } from "../state.ts";
import { proxyRequest } from "./forward-proxy.ts";
import { ImageStore } from "./image-store.ts";
import type { Pod } from "./pod.ts";
import { PodFleet } from "./pod-fleet.ts";
import { PortPool } from "./port-pool.ts";
import { endLeftOver } from "./process-records.ts";
import { ServicePorts } from "./service-ports.ts";
import { type Service, serviceKey } from "./service-routing.ts";

const pods = "/api/v1/pods";
const services = "/api/v1/services";
/** What a container gets after TERM when the sandbox stops, in seconds: nobody waits for its answers any more. */
const stopGrace = 1;

/**
 * A small kubelet and kube-proxy for Pods whose images are in the sandbox's registry: runs their programs on loopback,
 * asks their probes, gives their Services addresses, and is an HTTP proxy that knows the Services' names.
 */
function main(): void {
  const { values } = parseArgs({
    options: { state: { type: "string" }, registry: { type: "string" }, port: { type: "string" } },
  });
  const kubeconfig = process.env["KUBECONFIG"];
  if (!values.state || !values.port || !kubeconfig) {
    console.error("usage: KUBECONFIG=… node pod-runner.ts --state DIR --port PORT [--registry 127.0.0.1:PORT]");
    process.exit(2);
  }
  // Without a registry no image is run, as on a system that isn't Linux.
  const { registry = "" } = values;
  const paths = statePaths(values.state);
  const records = join(paths.pods, "processes");
  const left = endLeftOver(records);
  if (left > 0) console.log(`ended ${left} processes that a killed runner had left`);
  const client = ClusterClient.fromKubeconfig(kubeconfig);
  const pool = new PortPool(paths);
  const fleet = new PodFleet({
    client,
    images: new ImageStore(join(paths.pods, "images"), registry),
    registry,
    folders: { records, run: join(paths.pods, "run"), logs: join(paths.logs, "pods") },
    marker: { [stateMarker]: paths.root },
    takePorts: (count) => pool.take(count),
    giveBackPorts: (ports) => pool.giveBack(ports),
  });
  const addresses = new ServicePorts({
    file: join(paths.pods, "services.json"),
    takePorts: (count) => pool.take(count),
    resolve: (key) => fleet.route(key, undefined) ?? { why: `Service ${key} is gone` },
  });
  const waiting = new Set([pods, services]);
  const settle = () => {
    if (waiting.size === 0) addresses.set(fleet.services());
  };
  const stop = new AbortController();
  void follow(client, {
    path: pods,
    seen: (object) => {
      fleet.podSeen(object as unknown as Pod);
      settle();
    },
    gone: (object) => fleet.podGone(object.metadata.uid),
    listed: (all) => {
      fleet.podsAre(new Set(all.map(({ metadata }) => metadata.uid)));
      waiting.delete(pods);
      settle();
    },
    signal: stop.signal,
  });
  const gone = ({ metadata: { name, namespace = "" } }: LiveObject) => {
    fleet.serviceGone(serviceKey({ name, namespace }));
    settle();
  };
  void follow(client, {
    path: services,
    seen: (object) => {
      fleet.serviceSeen(object as Service);
      settle();
    },
    gone,
    listed: (all) => {
      fleet.servicesAre(all as Service[]);
      waiting.delete(services);
      settle();
    },
    signal: stop.signal,
  });
  const server = createServer((request, response) => {
    if (!request.url?.startsWith("/")) {
      return proxyRequest(request, response, (name, port) => fleet.route(serviceKey(name), port));
    }
    if (request.url === "/services") return void addresses.addresses().then((all) => response.end(JSON.stringify(all)));
    if (request.url !== "/healthz") return void response.writeHead(404).end();
    response.writeHead(waiting.size === 0 ? 200 : 503).end(waiting.size === 0 ? "ok" : `waiting for ${[...waiting]}`);
  });
  outlastGoClients(server);
  server.on("connect", (_, socket) => {
    socket.end("HTTP/1.1 405 Method Not Allowed\r\ncontent-length: 0\r\nconnection: close\r\n\r\n");
  });
  server.listen(Number(values.port), "127.0.0.1");
  setInterval(async () => tellAddresses(paths, await addresses.addresses()), 500);
  console.log("pod-runner started");
  process.on("SIGTERM", () => {
    stop.abort();
    void fleet.abandon(stopGrace).finally(() => process.exit(0));
  });
}

/** Looked at again and again: a start writes the file anew, a stop takes it away. */
function tellAddresses(paths: StatePaths, services: Readonly<Record<string, string>>): void {
  const told = (file: SandboxFile | undefined) => !file || isDeepStrictEqual(file.services, services);
  if (!told(readJson<SandboxFile>(paths.sandbox))) changeSandboxFile(paths, (file) => ({ ...file, services }));
}

main();
