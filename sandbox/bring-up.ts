import type { Progress, Step } from "../progress/progress.ts";
import { ClusterClient } from "./cluster/cluster-client.ts";
import { kargoNotes } from "./kargo/notes.ts";
import type { KargoChoice } from "./kargo/official/choose.ts";
import { podNotes, servicesOf } from "./processes/pods.ts";
import { type ProcessName, type ProcessSpec, processNames, type SpecContext } from "./processes/spec.ts";
import { writeSandboxFile } from "./sandbox-file.ts";
import { sandboxTasks } from "./sandbox-tasks.ts";
import type { SandboxFile, SandboxProcess } from "./state.ts";
import { type Ensured, ensureRunning } from "./supervisor.ts";
import { runTasks } from "./task-graph.ts";
import { programs, type TaskKit } from "./task-kit.ts";
import type { ToolName, Tools } from "./tools.ts";

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
  const { toolchain, progress, git } = args;
  for (const note of notes(context, args.kargo)) progress.note(note);
  // All are asked for at once: what takes longest to build should begin before anything needs it.
  const wanted = new Map<ToolName, Promise<string>>(programs.map((name) => [name, handled(toolchain.get(name))]));
  const program = (name: ToolName) => wanted.get(name) ?? toolchain.get(name);
  const running = new Map<ProcessName, SandboxProcess>();
  const client = ClusterClient.fromKubeconfig(paths.kubeconfig);
  const kit: TaskKit = {
    context,
    client,
    program,
    data: (name) => toolchain.data(name),
    process: (name, needs, spec, beforeStart) => ({
      needs,
      run: (signal) =>
        stepwise(progress, titles[name] ?? name, signal, async (step) => {
          step.update("waiting for its program");
          const ready: ProcessSpec = await untilAborted(spec(), signal);
          const api = clientsOfApi.has(name) ? running.get("kube-apiserver") : undefined;
          const ensured = await ensureRunning(ready, {
            ...{ paths, git, step, signal },
            ...(api ? { follows: `${api.pid}/${api.startTime}` } : {}),
            ...(beforeStart ? { beforeStart } : {}),
          });
          if (ensured.started) args.started.push(ensured);
          running.set(name, ensured.process);
        }),
    }),
    setup: (name, needs, work) => ({
      needs,
      run: (signal) =>
        stepwise(progress, name, signal, async (step) => {
          const text = await work(signal);
          step.done(typeof text === "string" ? text : undefined);
        }),
    }),
  };
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

/**
 * Started anew with the API server: after an outage their watches try again only every half minute, and a start takes a
 * second.
 */
const clientsOfApi: ReadonlySet<ProcessName> = new Set([
  "kube-controller-manager",
  "kube-scheduler",
  "kwok",
  "argocd-application-controller",
  "argo-rollouts",
  "kargo-webhooks-server",
  "kargo-management-controller",
  "kargo-controller",
  "kargo-api",
  "kargo-management-stand-in",
  "kargo-webhooks-stand-in",
  "kargo-controller-stand-in",
]);

const titles: Partial<Record<ProcessName, string>> = {
  "kargo-management-stand-in": "stand-in for Kargo's management controller",
  "kargo-webhooks-stand-in": "stand-in for Kargo's webhooks server",
  "kargo-controller-stand-in": "stand-in for Kargo's controller",
};

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

/** Runs work as one step of the progress; the work says itself when it is done. */
async function stepwise(
  progress: Progress,
  name: string,
  signal: AbortSignal,
  work: (step: Step) => Promise<void>,
): Promise<void> {
  const step = progress.step(name);
  try {
    await work(step);
  } catch (error) {
    step.fail(signal.aborted ? "stopped" : undefined);
    throw error;
  }
}

/** A promise that is awaited later: its failure is no unhandled one until then. */
function handled<T>(promise: Promise<T>): Promise<T> {
  promise.catch(() => {});
  return promise;
}

/** The toolchain may build for minutes, and knows nothing of our signal. */
function untilAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  const { promise, reject } = Promise.withResolvers<never>();
  const abort = () => reject(signal.reason);
  signal.addEventListener("abort", abort, { once: true });
  return Promise.race([handled(work), promise]).finally(() => signal.removeEventListener("abort", abort));
}
