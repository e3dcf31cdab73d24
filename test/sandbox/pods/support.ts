import { setTimeout as sleep } from "node:timers/promises";
import type { ClusterClient } from "../../../sandbox/cluster/cluster-client.ts";
import type { ContainerStatus } from "../../../sandbox/pods/pod.ts";
import type { SandboxFile } from "../../../sandbox/state.ts";

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
  const deadline = Date.now() + 120_000;
  let problem: unknown;
  for (;;) {
    const found = await look().catch((error: unknown) => {
      problem = error;
      return undefined;
    });
    if (found !== undefined) return found;
    if (Date.now() > deadline) throw new Error(`${what}: not after 120 s`, { cause: problem });
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
