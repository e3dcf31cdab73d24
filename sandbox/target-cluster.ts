import { join } from "node:path";
import type { Progress } from "../progress/progress.ts";
import { simulatedNodesAccess } from "./cluster/access.ts";
import { ClusterClient } from "./cluster/cluster-client.ts";
import { applyAll, applyNodes, dropNodeLeases, nodesReady } from "./cluster/setup.ts";
import { findOnPath } from "./environment.ts";
import { makeKit } from "./make-kit.ts";
import { writeKwokStages } from "./pods/kwok-stages.ts";
import { withPreparedState } from "./prepared-state.ts";
import { etcd, kubeApiserver, kubeControllerManager, kubeScheduler } from "./processes/kubernetes.ts";
import { kwok } from "./processes/kwok.ts";
import type { ProcessName } from "./processes/spec.ts";
import type { SandboxProcess } from "./state.ts";
import { endProcesses } from "./strays.ts";
import type { Ensured } from "./supervisor.ts";
import { runTasks, type Task } from "./task-graph.ts";
import type { TaskKit } from "./task-kit.ts";
import type { Tools } from "./tools.ts";

export interface TargetClusterArgs {
  /** A state folder of its own, beside that of the sandbox; made when it does not exist. */
  readonly state: string;
  readonly toolchain: Tools;
  readonly progress: Progress;
  /** Aborted: what this call started is ended, and the call rejects with the signal's reason. */
  readonly signal: AbortSignal;
}

/** A cluster that runs. */
export interface TargetCluster {
  readonly state: string;
  /** Path of the administrator's kubeconfig. */
  readonly kubeconfig: string;
  readonly processes: ReadonlyMap<ProcessName, SandboxProcess>;
}

const programs = ["etcd", "kube-apiserver", "kube-controller-manager", "kube-scheduler", "kwok"] as const;

/**
 * Brings up a cluster for a sandbox's Argo CD to deploy to, or what of it does not run: an API server with its controllers
 * and scheduler, and nothing of Argo CD or Kargo. All its Pods are simulated by kwok: they get Ready and nothing runs.
 * `stopSandbox` and `removeState` end it like a sandbox.
 *
 * @throws UserError naming the process and its last log lines when one does not come up
 */
export async function startTargetCluster(args: TargetClusterArgs): Promise<TargetCluster> {
  return withPreparedState(args.state, async (context) => {
    const { paths } = context;
    const processes = new Map<ProcessName, SandboxProcess>();
    const started: Ensured[] = [];
    const client = ClusterClient.fromKubeconfig(paths.kubeconfig);
    const { kit } = makeKit(context, client, processes, { ...args, programs, git: findOnPath("git"), started });
    try {
      await runTasks(targetClusterTasks(kit), args.signal);
    } catch (error) {
      await endProcesses(started.map((one) => one.process));
      throw error;
    } finally {
      client.close();
    }
    return { state: paths.root, kubeconfig: paths.kubeconfig, processes };
  });
}

function targetClusterTasks({ context, client, program, data, process, setup }: TaskKit): Record<string, Task> {
  return {
    etcd: process("etcd", [], async () => etcd(context, await program("etcd"))),
    api: process("kube-apiserver", ["etcd"], async () => kubeApiserver(context, await program("kube-apiserver"))),
    controllerManager: process("kube-controller-manager", ["api"], async () =>
      kubeControllerManager(context, await program("kube-controller-manager")),
    ),
    scheduler: process("kube-scheduler", ["api"], async () => kubeScheduler(context, await program("kube-scheduler"))),
    access: setup("rights of kwok", ["api"], (signal) => applyAll(client, simulatedNodesAccess(), signal)),
    kwok: process(
      "kwok",
      ["access"],
      async () => {
        const folder = join(context.paths.config, "kwok");
        const stages = writeKwokStages(await data("kwok-stages"), folder, undefined);
        return kwok(context, await program("kwok"), stages);
      },
      (signal) => dropNodeLeases(client, signal),
    ),
    nodes: setup("simulated Node", ["kwok"], async (signal) => {
      await applyNodes(client, signal);
      await nodesReady(client, signal);
    }),
  };
}
