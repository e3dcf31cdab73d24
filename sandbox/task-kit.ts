import type { ClusterClient } from "./cluster/cluster-client.ts";
import type { ProcessName, ProcessSpec, SpecContext } from "./processes/spec.ts";
import type { Task } from "./task-graph.ts";
import type { DataName, ToolName } from "./tools.ts";

/** The programs of the sandbox in the order in which it can use them. */
export const programs = [
  "etcd",
  "kube-apiserver",
  "redis",
  "kube-controller-manager",
  "kube-scheduler",
  "kwok",
  "kustomize",
  "helm",
  "argocd",
  "registry",
  "rollouts-controller",
] as const satisfies readonly ToolName[];

type Work = (signal: AbortSignal) => Promise<void>;

/** What the tasks are made of. */
export interface TaskKit {
  readonly context: SpecContext;
  readonly client: ClusterClient;
  readonly program: (name: ToolName) => Promise<string>;
  readonly data: (name: DataName) => Promise<string>;
  /** A task that makes sure a process runs. */
  readonly process: (
    name: ProcessName,
    needs: readonly string[],
    spec: () => Promise<ProcessSpec>,
    beforeStart?: Work,
  ) => Task;
  /** A task that sets something up in the cluster; a text that it answers is shown. */
  readonly setup: (name: string, needs: readonly string[], work: (signal: AbortSignal) => Promise<unknown>) => Task;
}
