import type { Cluster } from "../../../kube/cluster.ts";
import type { SandboxFile } from "../../../sandbox/state.ts";
import { type Finding, findingsOf } from "../finding.ts";
import { type Blockers, blockers, judgeBlockers } from "./blockers.ts";
import { type AllRunning, type ControllerId, controllers, ownerOf, runningControllers } from "./controllers.ts";
import { type Held, heldObjects } from "./held-objects.ts";

export interface HeldFacts {
  /** In the order in which they have to go. */
  readonly held: readonly Held[];
  readonly running: AllRunning;
  readonly blockers: Blockers;
}

export async function heldFacts(cluster: Cluster, sandbox?: SandboxFile): Promise<HeldFacts> {
  const [held, running, blocking] = await Promise.all([
    heldObjects(cluster),
    runningControllers(cluster, sandbox),
    blockers(cluster),
  ]);
  return { held, running, blockers: blocking };
}

/**
 * What holds deletions, and what is safe to do about each, in the order in which to do it.
 *
 * @param now milliseconds
 */
export function judgeHeld({ held, running, blockers }: HeldFacts, now: number): Finding[] {
  const { ok, warning } = findingsOf("namespaces");
  const blocking = judgeBlockers(blockers);
  if (held.length === 0 && blocking.length === 0) return [ok("nothing-held", "Nothing that is being deleted is held")];
  return [
    ...blocking,
    ...held.map((each) => {
      const { kind, name, namespace, since } = each;
      const minutes = Math.max(0, Math.floor((now - Date.parse(since)) / 60_000));
      const where = namespace === undefined ? name : `${namespace}/${name}`;
      const message = `${kind} ${where} has been going for ${minutes} min: ${holder(each, running)}`;
      return warning("held", message, wayOut(each, held, running));
    }),
  ];
}

function holder({ kind, resource, finalizers, remaining = [] }: Held, running: AllRunning): string {
  if (kind === "Namespace" && remaining.length > 0) return remaining.join(" ");
  if (finalizers.length === 0) return "no finalizer left";
  const owner = ownersOf(finalizers, resource)[0];
  return `held by ${finalizers.join(", ")}${owner === undefined ? "" : `; ${inWords(owner, running)}`}`;
}

function ownersOf(finalizers: readonly string[], resource: string): readonly ControllerId[] {
  return finalizers.flatMap((finalizer) => ownerOf(finalizer, resource) ?? []);
}

/** Whether a controller runs, for people. */
export function inWords(id: ControllerId, running: AllRunning): string {
  const { title } = controllers[id];
  const found = running[id];
  switch (found.state) {
    case "runs":
      return `${title} runs (${found.where})`;
    case "stopped":
      return `${title} doesn't run: ${found.where} ${found.why}`;
    case "absent":
      return `no Deployment or StatefulSet here is ${title}`;
    case "unknown":
      return `whether ${title} runs can't be told, since Deployments may not be listed`;
  }
}

function wayOut(each: Held, all: readonly Held[], running: AllRunning): string {
  const { kind, resource, name, namespace, finalizers, remaining = [] } = each;
  const at = namespace === undefined ? name : `${name} -n ${namespace}`;
  const owner = ownersOf(finalizers, resource)[0];
  if (kind === "Namespace") {
    if (all.some((other) => other.namespace === name))
      return "It goes by itself once what stands above it here is gone";
    if (owner === undefined || remaining.length > 0)
      return `See what is in it: kubectl api-resources --verbs=list --namespaced -o name | xargs -n 1 kubectl get -n ${name} --ignore-not-found --show-kind`;
  }
  if (owner === undefined) return "See who set its finalizers, and that this program runs";
  const others = finalizers.filter((finalizer) => ownerOf(finalizer, resource) !== owner);
  const patch = `{"metadata":{"finalizers":${others.length === 0 ? "null" : JSON.stringify(others)}}}`;
  const drop = `kubectl patch ${resource} ${at} --type=merge -p '${patch}'`;
  const found = running[owner];
  if (found.state === "runs") return `Its controller is at it; see what it says: kubectl describe ${resource} ${at}`;
  const start = found.state === "stopped" ? found.fix : `install it again, or see that it runs where it is`;
  if (owner === "argocd" && kind === "Application")
    return `To have its workload deleted, as was asked: ${start}. To keep the workload, before Argo CD runs again: ${drop}`;
  return `Start it: ${start}. Only where it is gone for good: ${drop} (${left(kind)})`;
}

/**
 * What nobody does any more for an object whose finalizer is taken off by hand. Sources: Kargo,
 * pkg/controller/stages/regular_stages.go (handleDelete), pkg/controller/management/projects/projects.go (cleanupProject).
 */
function left(kind: string): string {
  switch (kind) {
    case "Stage":
      return "Freight then stays verified and approved for a Stage of this name, and its AnalysisRuns stay";
    case "Project":
      return "its namespace and its ClusterRole kargo-project-admin-… then stay";
    default:
      return "nothing else is cleaned up then";
  }
}
