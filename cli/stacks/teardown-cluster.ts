import { kubeConfigOf } from "../../engine/object-exists.ts";
import type { Deployment, ResourceState } from "../../engine/pending-creates.ts";
import { ApiFailure, LoginFailure } from "../../kube/api-failure.ts";
import { Cluster } from "../../kube/cluster.ts";
import { isRecord } from "../../model/json.ts";
import { UserError } from "../../model/problem.ts";
import type { Connection, Surroundings } from "../cluster/connect.ts";
import { sandboxBehind } from "../cluster/sandbox-behind.ts";
import { type AllRunning, type ControllerId, runningControllers } from "../doctor/held/controllers.ts";
import { inWords } from "../doctor/held/judge-held.ts";
import type { StackState } from "./stack-state.ts";

/** A stack's state, and the cluster that it leads to where there is one. */
export interface StackToEnd {
  readonly state: StackState;
  readonly deployment: Deployment;
}

/** What a deletion waits for: objects of a state that a controller has to let go. */
interface Waits {
  readonly controller: ControllerId;
  /** `Application argocd/goserver-dev`. */
  readonly object: string;
  readonly patch: string;
}

/** The cluster that a state's own Kubernetes provider leads to; undefined for a state without one. */
export function clusterOf(deployment: Deployment, around: Surroundings): Connection | undefined {
  const provider = (deployment.resources ?? []).find(({ type }) => type === "pulumi:providers:kubernetes");
  if (provider === undefined) return undefined;
  const config = kubeConfigOf(provider.urn, deployment);
  if (config.getCurrentCluster() === null) return undefined;
  const cluster = new Cluster(`context ${config.getCurrentContext()}`, config, around.signal);
  const sandbox = sandboxBehind(cluster.server, around);
  return { cluster, ...(sandbox !== undefined && { sandbox }) };
}

/**
 * Refuses to delete what nobody would let go: with Argo CD's or Kargo's controller stopped, Applications, Stages and
 * Projects stay half deleted, and an Argo CD that comes back later deletes their workloads.
 *
 * @param onward the command that goes on all the same
 * @throws UserError also where the cluster doesn't answer
 */
export async function checkControllers(
  stacks: readonly StackToEnd[],
  around: Surroundings,
  commands: { readonly gone: string; readonly onward: string },
): Promise<void> {
  const known = new Map<string, Promise<AllRunning>>();
  const complaints: string[] = [];
  for (const { state, deployment } of stacks) {
    const waits = (deployment.resources ?? []).flatMap(waitOf);
    const connection = waits.length === 0 ? undefined : clusterOf(deployment, around);
    if (connection === undefined) continue;
    const { cluster, sandbox } = connection;
    const running = known.get(cluster.server) ?? reached(cluster, sandbox, state.name, commands.gone);
    known.set(cluster.server, running);
    const all = await running;
    for (const id of new Set(waits.map(({ controller }) => controller))) {
      const found = all[id];
      if (found.state !== "stopped") continue;
      const own = waits.filter(({ controller }) => controller === id);
      complaints.push(
        `stack ${state.name}: ${inWords(id, all)}, and without it these would never go: ${own.map(({ object }) => object).join(", ")}\n` +
          `  First: ${found.fix}\n  Only where it is gone for good, what keeps ${own.length === 1 ? "it" : "them"}:\n` +
          own.map(({ patch }) => `    ${patch}`).join("\n"),
      );
    }
  }
  if (complaints.length === 0) return;
  throw new UserError(`${complaints.join("\n")}\nNothing was destroyed. After that: ${commands.onward}`);
}

async function reached(
  cluster: Cluster,
  sandbox: Connection["sandbox"],
  stack: string,
  gone: string,
): Promise<AllRunning> {
  try {
    return await runningControllers(cluster, sandbox);
  } catch (error) {
    if (!(error instanceof ApiFailure)) throw error;
    const why = error.serverMessage || error.message;
    // It may be well, and taking it for gone would leave everything in it behind.
    if (error instanceof LoginFailure || error.status === 401) {
      throw new UserError(
        `${cluster.name}, the cluster of stack ${stack}, can't be logged in to: ${why}. Nothing was destroyed. Log in to it again and run the same command`,
      );
    }
    throw new UserError(
      `${cluster.name}, the cluster of stack ${stack}, doesn't answer at ${cluster.server}: ${why}. Nothing was destroyed. ` +
        `Start it, or if the cluster no longer exists: ${gone}`,
    );
  }
}

/** Which controller lets an object of a state go; nothing for what goes by itself. */
function waitOf({ inputs = {}, delete: isLeftover }: ResourceState): Waits[] {
  const metadata = isRecord(inputs["metadata"]) ? inputs["metadata"] : {};
  const { name, namespace, finalizers } = metadata;
  const { kind, apiVersion } = inputs;
  if (isLeftover === true || typeof name !== "string" || typeof kind !== "string") return [];
  const at = typeof namespace === "string" ? ` -n ${namespace}` : "";
  const object = `${kind} ${typeof namespace === "string" ? `${namespace}/` : ""}${name}`;
  const wait = (controller: ControllerId, resource: string): Waits[] => [
    {
      controller,
      object,
      patch: `kubectl patch ${resource} ${name}${at} --type=merge -p '{"metadata":{"finalizers":null}}'`,
    },
  ];
  if (kind === "Application" && Array.isArray(finalizers) && finalizers.length > 0) {
    return wait("argocd", "applications.argoproj.io");
  }
  if (typeof apiVersion !== "string" || !apiVersion.startsWith("kargo.akuity.io/")) return [];
  if (kind === "Stage") return wait("kargo", "stages.kargo.akuity.io");
  return kind === "Project" ? wait("kargoManagement", "projects.kargo.akuity.io") : [];
}
