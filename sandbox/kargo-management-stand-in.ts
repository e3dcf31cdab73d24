import { createServer } from "node:http";
import { parseArgs } from "node:util";
import { ClusterClient, ClusterError, type LiveObject, resourcePath } from "./cluster/cluster-client.ts";
import { follow } from "./cluster/follow.ts";
import { roleBinding } from "./cluster/service-account.ts";
import { WorkQueue } from "./cluster/work-queue.ts";
import { kargoController, readSecrets } from "./kargo/access.ts";
import {
  addFinalizer,
  kargoFinalizer,
  keepsNamespace,
  namespaceAction,
  projectNamespace,
  readyStatus,
  refusedStatus,
  removeFinalizer,
} from "./kargo-project.ts";

const projects = "/apis/kargo.akuity.io/v1alpha1/projects";
const namespaces = "/api/v1/namespaces";
/** As upstream: each Project is looked at again this often, in milliseconds. */
const resync = 300_000;

/**
 * Stand-in for Kargo's management controller and its Project webhook, for Projects only: their namespace, finalizers,
 * status and deletion, and the one RoleBinding by which the controller reads their Secrets. It makes no ServiceAccounts or
 * Roles for people, and knows no ProjectConfig.
 */
function main(): void {
  const { values } = parseArgs({ options: { port: { type: "string" } } });
  const kubeconfig = process.env["KUBECONFIG"];
  if (!values.port || !kubeconfig) {
    console.error("usage: KUBECONFIG=… node kargo-management-stand-in.ts --port PORT");
    process.exit(2);
  }
  const client = ClusterClient.fromKubeconfig(kubeconfig);
  const queue = new WorkQueue(async (key) => {
    const [kind, name = ""] = key.split("/");
    await (kind === "Project" ? reconcileProject(client, name) : reconcileNamespace(client, name));
  });
  const stop = new AbortController();
  const waiting = new Set([projects, namespaces]);
  for (const path of [projects, namespaces]) {
    const kind = path === projects ? "Project" : "Namespace";
    const seen = (object: LiveObject) => {
      if (kind === "Project" || isFinalized(object)) queue.add(`${kind}/${object.metadata.name}`);
    };
    void follow(client, { path, seen, listed: () => waiting.delete(path), signal: stop.signal });
  }
  setInterval(() => void requeueAll(client, queue), resync);
  createServer((_, response) => {
    response.writeHead(waiting.size === 0 ? 200 : 503).end(waiting.size === 0 ? "ok" : `waiting for ${[...waiting]}`);
  }).listen(Number(values.port), "127.0.0.1");
  console.log("stand-in for Kargo's management controller started");
  process.on("SIGTERM", () => process.exit(0));
}

async function requeueAll(client: ClusterClient, queue: WorkQueue): Promise<void> {
  const list = await client.get<{ items: LiveObject[] }>(projects).catch(() => undefined);
  for (const project of list?.items ?? []) queue.add(`Project/${project.metadata.name}`);
}

function isFinalized({ metadata }: LiveObject): boolean {
  return metadata.deletionTimestamp !== undefined && (metadata.finalizers ?? []).includes(kargoFinalizer);
}

/** A Project namespace that is being deleted takes its Project along. */
async function reconcileNamespace(client: ClusterClient, name: string): Promise<void> {
  const namespace = await client.get(`${namespaces}/${name}`);
  if (!namespace || !isFinalized(namespace)) return;
  await client.delete(`${projects}/${name}`);
  await patched(client, `${namespaces}/${name}`, removeFinalizer(namespace));
}

async function reconcileProject(client: ClusterClient, name: string): Promise<void> {
  const found = await client.get(`${projects}/${name}`);
  if (!found) return;
  if (found.metadata.deletionTimestamp !== undefined) return cleanUp(client, found);
  const project = (await patched(client, `${projects}/${name}`, addFinalizer(found))) ?? found;
  const namespace = await client.get(`${namespaces}/${name}`);
  const action = namespaceAction(namespace);
  if (action === "refuse") {
    await setStatus(client, project, refusedStatus(project, new Date()));
    throw new Error("its namespace exists and is not labelled as a Project's");
  }
  if (action === "wait") throw new Error("its namespace is still being deleted");
  if (action === "create") await client.create(namespaces, projectNamespace(name));
  if (namespace) await patched(client, `${namespaces}/${name}`, addFinalizer(namespace));
  await letControllerReadSecrets(client, name);
  const list = async (plural: string) => {
    const path = `/apis/kargo.akuity.io/v1alpha1/namespaces/${name}/${plural}`;
    return (await client.json<{ items: LiveObject[] }>("GET", path)).items;
  };
  const [stages, warehouses] = await Promise.all([list("stages"), list("warehouses")]);
  await setStatus(client, project, readyStatus(project, stages, warehouses, new Date()));
}

/** Source: kargo v1.11.2, ensureControllerPermissions in pkg/controller/management/projects/projects.go. */
async function letControllerReadSecrets(client: ClusterClient, project: string): Promise<void> {
  const binding = roleBinding(project, readSecrets, kargoController);
  const path = resourcePath({ ...binding, metadata: { namespace: project } });
  await client.create(path, binding).catch((error) => {
    if (!(error instanceof ClusterError && error.status === 409)) throw error;
  });
}

async function cleanUp(client: ClusterClient, project: LiveObject): Promise<void> {
  const path = `${namespaces}/${project.metadata.name}`;
  const namespace = await client.get(path);
  if (namespace) {
    await patched(client, path, removeFinalizer(namespace));
    if (!keepsNamespace(project, namespace)) await client.delete(path);
  }
  await patched(client, `${projects}/${project.metadata.name}`, removeFinalizer(project));
}

async function patched(
  client: ClusterClient,
  path: string,
  patch: object | undefined,
): Promise<LiveObject | undefined> {
  return patch && client.merge(path, patch);
}

async function setStatus(client: ClusterClient, project: LiveObject, status: object): Promise<void> {
  // Every write comes back as an event: one that changes nothing would go round for ever.
  if (JSON.stringify(sorted(project["status"])) === JSON.stringify(sorted(status))) return;
  await client.merge(`${projects}/${project.metadata.name}/status`, { status });
}

/** A merge patch leaves old fields alone and the server keeps its own order of fields: compare without it. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([k, v]) => [k, sorted(v)]),
  );
}

main();
