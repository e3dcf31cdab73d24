import { join } from "node:path";
import { applyCrds, readCrds } from "./cluster/crds.ts";
import { rolloutsRights } from "./cluster/rollouts-rights.ts";
import { applyAccess, applyAll, applyArgocdSettings, applyNodes, dropNodeLeases, nodesReady } from "./cluster/setup.ts";
import { copyScript, linkProgram } from "./config-files.ts";
import type { KargoChoice } from "./kargo/official/choose.ts";
import { officialTasks } from "./kargo/official/tasks.ts";
import { standInTasks } from "./kargo/tasks.ts";
import { writeKwokStages } from "./pods/kwok-stages.ts";
import { argocdApplicationController, argocdRepoServer } from "./processes/argocd.ts";
import { etcd, kubeApiserver, kubeControllerManager, kubeScheduler } from "./processes/kubernetes.ts";
import { kwok } from "./processes/kwok.ts";
import { podRunner, runRegistry } from "./processes/pods.ts";
import { argoRollouts } from "./processes/rollouts.ts";
import { gitServer, redis, registry } from "./processes/services.ts";
import type { Task } from "./task-graph.ts";
import type { TaskKit } from "./task-kit.ts";

/** Everything a start does, each with what it needs: processes under their names, the rest under what it makes. */
export function sandboxTasks(kit: TaskKit, kargo: KargoChoice): Record<string, Task> {
  const { context, client, program, data, process, setup } = kit;
  const { paths, choices } = context;
  const node = globalThis.process.execPath;
  return {
    etcd: process("etcd", [], async () => etcd(context, await program("etcd"))),
    api: process("kube-apiserver", ["etcd"], async () => kubeApiserver(context, await program("kube-apiserver"))),
    redis: process("redis", [], async () => redis(context, await program("redis"))),
    registry: process("registry", [], async () => registry(context, await program("registry"))),
    git: process("git-server", [], async () => gitServer(context, node)),
    repoServer: process("argocd-repo-server", ["redis"], async () => {
      linkProgram(paths.bin, "argocd", await program("argocd"));
      linkProgram(paths.bin, "kustomize", await program("kustomize"));
      copyScript(paths.bin, "git-verify-wrapper.sh", await data("argocd-git-verify-wrapper"));
      return argocdRepoServer(context, await program("argocd"));
    }),
    controllerManager: process("kube-controller-manager", ["api"], async () =>
      kubeControllerManager(context, await program("kube-controller-manager")),
    ),
    scheduler: process("kube-scheduler", ["api"], async () => kubeScheduler(context, await program("kube-scheduler"))),
    access: setup("namespaces and rights", ["api"], (signal) => applyAccess(client, signal)),
    crds: setup("CRDs of Argo CD, Kargo and Argo Rollouts", ["api"], async (signal) => {
      const folders = await Promise.all([data("argocd-crds"), data("kargo-crds"), data("rollouts-crds")]);
      const applied = await applyCrds(client, folders.flatMap(readCrds), signal);
      return applied === 0 ? "unchanged" : `${applied} applied`;
    }),
    kwok: process(
      "kwok",
      ["access"],
      async () => {
        const stages = writeKwokStages(await data("kwok-stages"), join(paths.config, "kwok"), runRegistry(context));
        return kwok(context, await program("kwok"), stages);
      },
      (signal) => dropNodeLeases(client, signal),
    ),
    nodes: setup("simulated Node", ["kwok"], async (signal) => {
      await applyNodes(client, signal);
      await nodesReady(client, signal);
    }),
    settings: setup("Argo CD's settings", ["access", "crds"], (signal) =>
      applyArgocdSettings(client, choices.argocdSecretKey, signal),
    ),
    applicationController: process("argocd-application-controller", ["settings", "redis"], async () =>
      argocdApplicationController(context, await program("argocd")),
    ),
    pods: process("pod-runner", ["access", "registry"], async () => podRunner(context, node)),
    rolloutsRights: setup("rights of Argo Rollouts' controller", ["api"], async (signal) =>
      applyAll(client, rolloutsRights(await data("rollouts-rights")), signal),
    ),
    rollouts: process("argo-rollouts", ["rolloutsRights", "crds"], async () =>
      argoRollouts(context, await program("rollouts-controller")),
    ),
    ...(kargo.kind === "official" ? officialTasks(kit, kargo) : standInTasks(kit)),
  };
}
