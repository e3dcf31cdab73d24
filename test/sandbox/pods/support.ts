import { readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { ClusterClient } from "../../../sandbox/cluster/cluster-client.ts";
import type { ContainerStatus } from "../../../sandbox/pods/pod.ts";
import { readSandboxFile, type SandboxFile } from "../../../sandbox/state.ts";
import { markedProcesses } from "../../../sandbox/strays.ts";
import { commandLineOf } from "../../support/command-line.ts";

/** What these tests read of a Pod or Job. */
export interface Conditions {
  readonly metadata: { readonly name: string; readonly uid: string; readonly deletionTimestamp?: string };
  readonly spec: { readonly containers: readonly { readonly name: string; readonly image: string }[] };
  readonly status: {
    readonly phase: string;
    readonly conditions: readonly {
      readonly type: string;
      readonly status: string;
      readonly reason?: string;
      readonly message?: string;
    }[];
    readonly containerStatuses: readonly ContainerStatus[];
  };
}

/** Looks again and again until there is an answer. */
export async function until<T>(what: string, look: () => Promise<T | undefined>): Promise<T> {
  const deadline = Date.now() + 200_000;
  let problem: unknown;
  for (;;) {
    const found = await look().catch((error: unknown) => {
      problem = error;
      return undefined;
    });
    if (found !== undefined) return found;
    if (Date.now() > deadline) throw new Error(`${what}: not after 200 s`, { cause: problem });
    await sleep(100);
  }
}

/** An AnalysisRun with one metric, by its provider. */
export function analysisRun(provider: object, successCondition?: string) {
  return (name: string) => ({
    apiVersion: "argoproj.io/v1alpha1",
    kind: "AnalysisRun",
    metadata: { name },
    spec: { metrics: [{ name: "metric", provider, ...(successCondition === undefined ? {} : { successCondition }) }] },
  });
}

/** An AnalysisRun's result once it has one. */
export async function phaseOf(client: ClusterClient, path: string): Promise<string | undefined> {
  const phase = (await client.get<{ status?: { phase?: string } }>(path))?.status?.phase;
  return phase === undefined || ["Pending", "Running"].includes(phase) ? undefined : phase;
}

/** Argo CD's objects for one Application per environment, each from the branch of its name; by the path to create them at. */
export function applicationObjects(
  url: string,
  { user, password }: SandboxFile["git"],
  environments: readonly string[],
): [path: string, object: object][] {
  const argo = "/apis/argoproj.io/v1alpha1/namespaces/argocd";
  const server = "https://kubernetes.default.svc";
  const metadata = (name: string) => ({ name, namespace: "argocd" });
  const labels = { "argocd.argoproj.io/secret-type": "repository" };
  const destinations = environments.map((environment) => ({ server, namespace: `goserver-${environment}` }));
  return [
    [
      "/api/v1/namespaces/argocd/secrets",
      { metadata: { ...metadata("environments"), labels }, stringData: { type: "git", url, username: user, password } },
    ],
    [
      `${argo}/appprojects`,
      {
        ...{ apiVersion: "argoproj.io/v1alpha1", kind: "AppProject", metadata: metadata("goserver") },
        spec: { sourceRepos: [url], destinations },
      },
    ],
    ...environments.map((environment): [string, object] => [
      `${argo}/applications`,
      {
        ...{ apiVersion: "argoproj.io/v1alpha1", kind: "Application", metadata: metadata(`goserver-${environment}`) },
        spec: {
          project: "goserver",
          source: { repoURL: url, targetRevision: environment, path: "k8s" },
          destination: { server, namespace: `goserver-${environment}` },
          syncPolicy: { automated: { selfHeal: true, prune: true } },
        },
      },
    ]),
  ];
}

/** The pid of a Pod's first container. */
export function pidOf(pod: Conditions | undefined): number {
  return Number(/^process:\/\/(\d+)$/.exec(pod?.status.containerStatuses[0]?.containerID ?? "")?.[1]);
}

export function pod(name: string, spec: object) {
  return { metadata: { name }, spec };
}

/** A Deployment of one container with port 8080, labelled `app`. */
export function deployment(name: string, container: object) {
  const labels = { app: name };
  const ports = [{ containerPort: 8080 }];
  return {
    metadata: { name },
    spec: {
      selector: { matchLabels: labels },
      template: { metadata: { labels }, spec: { containers: [{ name: "main", ports, ...container }] } },
    },
  };
}

/** The processes of apps: marked as this sandbox's, and none of its own. */
export async function appProcesses(state: string): Promise<number[]> {
  return markedProcesses(state)
    .map(({ pid }) => pid)
    .filter((pid) => commandLineOf(pid).startsWith(join(state, "pods/images")));
}

/** How often a Pod in staging has answered on `/`, by its log. */
export async function requestsServed(state: string, pod: string): Promise<number> {
  const log = readFileSync(join(state, "logs/pods", `goserver-staging_${pod}`, "goserver.log"), "utf8");
  return log.split("\n").filter((line) => line.includes('"path":"/"')).length;
}

/** Waits until Argo CD calls an environment's Application Synced and as given. */
export async function healthy(admin: ClusterClient, environment: string, health: string): Promise<void> {
  const path = `/apis/argoproj.io/v1alpha1/namespaces/argocd/applications/goserver-${environment}`;
  await admin.merge(path, { metadata: { annotations: { "argocd.argoproj.io/refresh": "normal" } } });
  await until(`Application goserver-${environment} ${health}`, async () => {
    const live = await admin.get<{ status?: { health?: { status: string }; sync?: { status: string } } }>(path);
    return (live?.status?.health?.status === health && live.status.sync?.status === "Synced") || undefined;
  });
}

/** Asks a Service, by a connection of its own. */
export async function get(state: string, service: string, path: string): Promise<{ status: number; text: string }> {
  const answer = await fetch(`${readSandboxFile(state)?.services[service]}${path}`, {
    headers: { connection: "close" },
  });
  return { status: answer.status, text: await answer.text() };
}
