import type { Progress } from "../progress/progress.ts";
import { ClusterClient } from "./cluster/cluster-client.ts";
import { kargoNotes } from "./kargo/notes.ts";
import type { KargoChoice } from "./kargo/official/choose.ts";
import { makeKit } from "./make-kit.ts";
import { podNotes, servicesOf } from "./processes/pods.ts";
import { type ProcessName, processNames, type SpecContext } from "./processes/spec.ts";
import { writeSandboxFile } from "./sandbox-file.ts";
import { sandboxTasks } from "./sandbox-tasks.ts";
import type { SandboxFile, SandboxProcess } from "./state.ts";
import type { Ensured } from "./supervisor.ts";
import { runTasks } from "./task-graph.ts";
import { programs } from "./task-kit.ts";
import type { Tools } from "./tools.ts";

export interface BringUpArgs {
  readonly toolchain: Tools;
  readonly progress: Progress;
  readonly signal: AbortSignal;
  /** Absolute path of git. */
  readonly git: string;
  readonly kargo: KargoChoice;
  /** Gets each process that was started, for the caller to end when a later one fails. */
  readonly started: Ensured[];
}

/** Starts all processes and sets up the cluster. Idempotent. Writes `<state>/sandbox.json` at the end. */
export async function bringUp(context: SpecContext, args: BringUpArgs): Promise<SandboxFile> {
  const { paths } = context;
  const { progress } = args;
  for (const note of notes(context, args.kargo)) progress.note(note);
  const running = new Map<ProcessName, SandboxProcess>();
  const client = ClusterClient.fromKubeconfig(paths.kubeconfig);
  const { kit, program } = makeKit(context, client, running, { ...args, programs });
  const tasks = sandboxTasks(kit, args.kargo);
  try {
    await runTasks(tasks, args.signal);
  } finally {
    client.close();
  }
  const tools = await Promise.all(programs.map(async (name) => [name, await program(name)] as const));
  const file = sandboxFile(context, running, Object.fromEntries(tools), await servicesOf(context));
  writeSandboxFile(paths, file);
  return file;
}

/** What is not real and what is not closed, said by every start. */
function notes({ choices }: SpecContext, kargo: KargoChoice): string[] {
  return [
    ...podNotes,
    ...kargoNotes(kargo, choices),
    `metrics of Argo CD's controller (port ${choices.ports["argocd-application-controller-metrics"]}), metrics and health of Argo Rollouts' ` +
      `(ports ${choices.ports["argo-rollouts-metrics"]}, ${choices.ports["argo-rollouts"]}) listen on all addresses: they have no setting for loopback`,
  ];
}

function kargoLogin({ ports, kargoAdmin }: SpecContext["choices"]): NonNullable<SandboxFile["kargo"]> {
  return { url: `http://127.0.0.1:${ports["kargo-api"]}`, user: "admin", password: kargoAdmin.password };
}

function sandboxFile(
  { paths, choices }: SpecContext,
  running: ReadonlyMap<ProcessName, SandboxProcess>,
  tools: Readonly<Record<string, string>>,
  services: Readonly<Record<string, string>>,
): SandboxFile {
  return {
    version: 1,
    state: paths.root,
    kubeconfig: paths.kubeconfig,
    git: {
      url: `http://127.0.0.1:${choices.ports["git-server"]}`,
      user: choices.gitUser,
      password: choices.gitPassword,
    },
    registry: `127.0.0.1:${choices.ports.registry}`,
    services,
    ...(running.has("kargo-api") ? { kargo: kargoLogin(choices) } : {}),
    processes: Object.fromEntries([...running].sort(([a], [b]) => processNames.indexOf(a) - processNames.indexOf(b))),
    tools,
  };
}
