import type { Progress, Step } from "../progress/progress.ts";
import { writeFileAtomic } from "./atomic-file.ts";
import { ClusterClient } from "./cluster/cluster-client.ts";
import { applyCrds, readCrds } from "./cluster/crds.ts";
import { applyAccess, applyArgocdSettings, applyNodes, nodesReady } from "./cluster/setup.ts";
import { copyScript, linkProgram } from "./config-files.ts";
import { argocdApplicationController, argocdRepoServer } from "./processes/argocd.ts";
import { etcd, kubeApiserver, kubeControllerManager, kubeScheduler } from "./processes/kubernetes.ts";
import { kwok } from "./processes/kwok.ts";
import { gitServer, kargoManagementStandIn, redis, registry } from "./processes/services.ts";
import { type ProcessName, type ProcessSpec, processNames, type SpecContext } from "./processes/spec.ts";
import type { SandboxFile, SandboxProcess } from "./state.ts";
import { type Ensured, ensureRunning } from "./supervisor.ts";
import { runTasks, type Task } from "./task-graph.ts";
import type { ToolName, Tools } from "./tools.ts";

export interface BringUpArgs {
  readonly toolchain: Tools;
  readonly progress: Progress;
  readonly signal: AbortSignal;
  /** Absolute path of git. */
  readonly git: string;
  /** Gets each process that was started, for the caller to end when a later one fails. */
  readonly started: Ensured[];
}

/** The programs of the sandbox in the order in which it can use them. */
const programs = [
  "etcd",
  "kube-apiserver",
  "redis",
  "kube-controller-manager",
  "kube-scheduler",
  "kwok",
  "kustomize",
  "argocd",
  "registry",
] as const satisfies readonly ToolName[];

/** What stands in for what, said once by every start. */
const notes = [
  "Pods are simulated by kwok: no container runs",
  "stand-in for Kargo's management controller: Projects only; Kargo's controllers do not run",
];

/** Starts all processes and sets up the cluster, as a graph. Idempotent. Writes `<state>/sandbox.json` at the end. */
export async function bringUp(context: SpecContext, args: BringUpArgs): Promise<SandboxFile> {
  const { paths, choices } = context;
  const { toolchain, progress, signal } = args;
  for (const note of notes) progress.note(note);
  const wanted = new Map(programs.map((name) => [name, handled(toolchain.get(name))]));
  const program = (name: (typeof programs)[number]) => wanted.get(name) ?? toolchain.get(name);
  const running = new Map<ProcessName, SandboxProcess>();
  const client = ClusterClient.fromKubeconfig(paths.kubeconfig);

  const task = (name: ProcessName, needs: readonly string[], spec: () => Promise<ProcessSpec>): Task => ({
    needs,
    run: (stop) =>
      stepwise(
        progress,
        name === "kargo-management-stand-in" ? "stand-in for Kargo's management controller" : name,
        stop,
        async (step) => {
          step.update("waiting for its program");
          const ready = await untilAborted(spec(), stop);
          const ensured = await ensureRunning(ready, { paths, git: args.git, step, signal: stop });
          if (ensured.started) args.started.push(ensured);
          running.set(name, ensured.process);
        },
      ),
  });
  const setup = (
    name: string,
    needs: readonly string[],
    work: (stop: AbortSignal) => Promise<string | undefined>,
  ): Task => ({
    needs,
    run: (stop) => stepwise(progress, name, stop, async (step) => step.done(await work(stop))),
  });

  try {
    await runTasks(
      {
        etcd: task("etcd", [], async () => etcd(context, await program("etcd"))),
        api: task("kube-apiserver", ["etcd"], async () => kubeApiserver(context, await program("kube-apiserver"))),
        redis: task("redis", [], async () => redis(context, await program("redis"))),
        repoServer: task("argocd-repo-server", ["redis"], async () => {
          linkProgram(paths.bin, "argocd", await program("argocd"));
          linkProgram(paths.bin, "kustomize", await program("kustomize"));
          copyScript(paths.bin, "git-verify-wrapper.sh", await toolchain.data("argocd-git-verify-wrapper"));
          return argocdRepoServer(context, await program("argocd"));
        }),
        git: task("git-server", [], async () => gitServer(context, process.execPath)),
        registry: task("registry", [], async () => registry(context, await program("registry"))),
        controllers: task("kube-controller-manager", ["api"], async () =>
          kubeControllerManager(context, await program("kube-controller-manager")),
        ),
        scheduler: task("kube-scheduler", ["api"], async () => kubeScheduler(context, await program("kube-scheduler"))),
        access: setup("namespaces and rights", ["api"], async (stop) => {
          await applyAccess(client, stop);
          return undefined;
        }),
        crds: setup("CRDs of Argo CD, Kargo and Argo Rollouts", ["api"], async (stop) => {
          const folders = await Promise.all(
            (["argocd-crds", "kargo-crds", "rollouts-crds"] as const).map((name) => toolchain.data(name)),
          );
          const applied = await applyCrds(client, folders.flatMap(readCrds), stop);
          return applied === 0 ? "unchanged" : `${applied} applied`;
        }),
        kwok: task("kwok", ["access"], async () =>
          kwok(context, await program("kwok"), await toolchain.data("kwok-stages")),
        ),
        nodes: setup("simulated Node", ["kwok"], async (stop) => {
          await applyNodes(client, stop);
          await nodesReady(client, stop);
          return "Ready";
        }),
        settings: setup("Argo CD's settings", ["access", "crds"], async (stop) => {
          await applyArgocdSettings(client, choices.argocdSecretKey, stop);
          return undefined;
        }),
        controller: task("argocd-application-controller", ["settings", "redis"], async () =>
          argocdApplicationController(context, await program("argocd")),
        ),
        kargo: task("kargo-management-stand-in", ["access", "crds"], async () =>
          kargoManagementStandIn(context, process.execPath),
        ),
      },
      signal,
    );
  } finally {
    client.close();
  }
  const tools = await Promise.all(programs.map(async (name) => [name, await program(name)] as const));
  return writeSandboxFile(context, running, Object.fromEntries(tools));
}

function writeSandboxFile(
  { paths, choices }: SpecContext,
  running: ReadonlyMap<ProcessName, SandboxProcess>,
  tools: Readonly<Record<string, string>>,
): SandboxFile {
  const file: SandboxFile = {
    version: 1,
    state: paths.root,
    kubeconfig: paths.kubeconfig,
    git: {
      url: `http://127.0.0.1:${choices.ports["git-server"]}/git`,
      user: choices.gitUser,
      password: choices.gitPassword,
    },
    registry: `127.0.0.1:${choices.ports.registry}`,
    processes: Object.fromEntries([...running].sort(([a], [b]) => processNames.indexOf(a) - processNames.indexOf(b))),
    tools,
  };
  writeFileAtomic(paths.sandbox, `${JSON.stringify(file, undefined, 2)}\n`);
  return file;
}

/** Runs work as one step of the progress. A step that already said that it is done says it only once. */
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
