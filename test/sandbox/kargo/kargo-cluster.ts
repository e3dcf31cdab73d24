import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { silent } from "../../../progress/progress.ts";
import { ensureCertificates } from "../../../sandbox/certificates.ts";
import { loadChoices } from "../../../sandbox/choices.ts";
import { ClusterClient } from "../../../sandbox/cluster/cluster-client.ts";
import { writeConfigFiles } from "../../../sandbox/config-files.ts";
import { findOnPath } from "../../../sandbox/environment.ts";
import type { KargoChoice } from "../../../sandbox/kargo/official/choose.ts";
import type { ProcessName, SpecContext } from "../../../sandbox/processes/spec.ts";
import { sandboxTasks } from "../../../sandbox/sandbox-tasks.ts";
import { prepareState, type SandboxProcess } from "../../../sandbox/state.ts";
import { removeState } from "../../../sandbox/stop-sandbox.ts";
import { ensureRunning } from "../../../sandbox/supervisor.ts";
import { runTasks, type Task } from "../../../sandbox/task-graph.ts";
import { testTools } from "../../support/tools.ts";

/** What a suite about Kargo speaks with: an API server, a git server and a registry, and Kargo behind them. */
export interface KargoCluster {
  readonly admin: ClusterClient;
  /** `http://127.0.0.1:PORT` */
  readonly git: string;
  readonly login: { readonly username: string; readonly password: string };
  /** `127.0.0.1:PORT` */
  readonly registry: string;
  readonly state: string;
  /** The process that promotes. */
  readonly controller: ProcessName;
  /** Starts what doesn't run. */
  start(): Promise<Map<ProcessName, SandboxProcess>>;
  stop(): Promise<void>;
}

/** Of the sandbox only what Kargo needs: no Argo CD, no Nodes, no Argo Rollouts. */
const wanted = {
  "stand-in": ["controllerManager", "registry", "git", "kargo", "kargoAdmission", "kargoController"],
  official: ["controllerManager", "registry", "git", "kargoManagement", "kargoAdmission", "kargoController"],
};

/**
 * One Kargo, without the rest of a sandbox, so that many may run beside each other.
 *
 * @param more tasks of the sandbox that a suite needs besides
 * @param tasks in place of the usual ones, for a suite that needs less
 */
export async function startKargoCluster(
  choice: KargoChoice,
  more: readonly string[] = [],
  tasks: readonly string[] = wanted[choice.kind],
): Promise<KargoCluster> {
  const state = mkdtempSync(join(tmpdir(), "slipway-kargo-"));
  const paths = prepareState(state);
  const choices = await loadChoices(paths);
  const context: SpecContext = { paths, choices, certificates: await ensureCertificates(paths.pki) };
  writeConfigFiles(context);
  const client = ClusterClient.fromKubeconfig(paths.kubeconfig);
  const tools = testTools();
  const start = async () => {
    const running = new Map<ProcessName, SandboxProcess>();
    const all = sandboxTasks(
      {
        ...{ context, client },
        program: (name) => tools.get(name),
        data: (name) => tools.data(name),
        process: (name, needs, spec, beforeStart) => ({
          needs,
          async run(signal) {
            const step = silent.step(name);
            const args = { paths, git: findOnPath("git"), step, signal, ...(beforeStart && { beforeStart }) };
            running.set(name, (await ensureRunning(await spec(), args)).process);
          },
        }),
        setup: (_, needs, work) => ({ needs, run: async (signal) => void (await work(signal)) }),
      },
      choice,
    );
    await runTasks(withNeeds(all, [...tasks, ...more]), AbortSignal.timeout(600_000));
    return running;
  };
  const stop = async () => {
    client.close();
    await removeState(state, silent);
  };
  // On a machine that compiles at the same time the API server may not answer in time: a start goes on from what is there.
  await start()
    .catch(start)
    .catch(async (error) => {
      await stop();
      throw error;
    });
  return {
    ...{ admin: client, state, start },
    controller: choice.kind === "official" ? "kargo-controller" : "kargo-controller-stand-in",
    git: `http://127.0.0.1:${choices.ports["git-server"]}`,
    login: { username: choices.gitUser, password: choices.gitPassword },
    registry: `127.0.0.1:${choices.ports.registry}`,
    stop,
  };
}

function withNeeds(tasks: Readonly<Record<string, Task>>, names: readonly string[]): Record<string, Task> {
  const chosen: Record<string, Task> = {};
  const choose = (name: string) => {
    const task = tasks[name];
    if (!task) throw new Error(`there is no task ${name}`);
    chosen[name] = task;
    for (const need of task.needs) choose(need);
  };
  for (const name of names) choose(name);
  return chosen;
}
