import type { Progress, Step } from "../progress/progress.ts";
import type { ClusterClient } from "./cluster/cluster-client.ts";
import type { ProcessName, ProcessSpec, SpecContext } from "./processes/spec.ts";
import type { SandboxProcess } from "./state.ts";
import { type Ensured, ensureRunning } from "./supervisor.ts";
import type { TaskKit } from "./task-kit.ts";
import type { ToolName, Tools } from "./tools.ts";

export interface KitArgs {
  readonly toolchain: Tools;
  readonly progress: Progress;
  /** Absolute path of git. */
  readonly git: string;
  /** Gets each process that was started, for the caller to end when a later one fails. */
  readonly started: Ensured[];
  /** What is needed for sure, in the order in which it is. */
  readonly programs: readonly ToolName[];
}

/**
 * What a start's tasks are made of.
 *
 * @param running gets each process that runs, whoever started it
 */
export function makeKit(
  context: SpecContext,
  client: ClusterClient,
  running: Map<ProcessName, SandboxProcess>,
  args: KitArgs,
): { readonly kit: TaskKit; readonly program: TaskKit["program"] } {
  const { paths } = context;
  const { toolchain, progress, git, programs } = args;
  // All are asked for at once: what takes longest to build should begin before anything needs it.
  const wanted = new Map<ToolName, Promise<string>>(programs.map((name) => [name, handled(toolchain.get(name))]));
  const program = (name: ToolName) => wanted.get(name) ?? toolchain.get(name);
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
  return { kit, program };
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
