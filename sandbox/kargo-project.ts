import { timestamp } from "../model/timestamp.ts";
import type { LiveObject } from "./cluster/cluster-client.ts";

// What kargo v1.11.2 decides in pkg/controller/management/{projects/projects.go,projects/stats.go,namespaces/namespaces.go}.

export const kargoFinalizer = "kargo.akuity.io/finalizer";
const projectLabel = "kargo.akuity.io/project";
const keepNamespace = "kargo.akuity.io/keep-namespace";

/** A condition of a Project's status. */
export interface Condition {
  readonly type: string;
  readonly status: "True" | "False";
  readonly reason: string;
  readonly message: string;
  readonly observedGeneration: number;
  readonly lastTransitionTime: string;
}

export interface ProjectStatus {
  readonly conditions: readonly Condition[];
  readonly stats?: unknown;
}

/** What to do about the namespace of a Project that is not being deleted. */
export function namespaceAction(namespace: LiveObject | undefined): "create" | "adopt" | "wait" | "refuse" {
  if (!namespace) return "create";
  if (namespace.metadata.labels?.[projectLabel] !== "true") return "refuse";
  return namespace.metadata.deletionTimestamp === undefined ? "adopt" : "wait";
}

/** The namespace that a Project gets when there is none. */
export function projectNamespace(name: string) {
  return {
    apiVersion: "v1",
    kind: "Namespace",
    metadata: { name, labels: { [projectLabel]: "true" }, finalizers: [kargoFinalizer] },
  };
}

/** Whether a Project's namespace outlives it: an annotation on either says so. */
export function keepsNamespace(project: LiveObject, namespace: LiveObject): boolean {
  return [project, namespace].some((object) => object.metadata.annotations?.[keepNamespace] === "true");
}

/** The merge patch that puts Kargo's finalizer on an object; undefined when it is there. */
export function addFinalizer(object: LiveObject): object | undefined {
  const finalizers = object.metadata.finalizers ?? [];
  return finalizers.includes(kargoFinalizer) ? undefined : finalizerPatch(object, [...finalizers, kargoFinalizer]);
}

/** The merge patch that takes Kargo's finalizer off an object; undefined when it is not there. */
export function removeFinalizer(object: LiveObject): object | undefined {
  const finalizers = object.metadata.finalizers ?? [];
  if (!finalizers.includes(kargoFinalizer)) return undefined;
  const others = finalizers.filter((finalizer) => finalizer !== kargoFinalizer);
  return finalizerPatch(object, others);
}

function finalizerPatch({ metadata }: LiveObject, finalizers: readonly string[]): object {
  // With the version that was read: a merge patch replaces the whole list, also what others added meanwhile.
  return { metadata: { finalizers, resourceVersion: metadata.resourceVersion } };
}

/** The status of a Project whose namespace is in place. */
export function readyStatus(
  project: LiveObject,
  stages: readonly LiveObject[],
  warehouses: readonly LiveObject[],
  now: Date,
) {
  const message = "Adopted by the sandbox's stand-in for Kargo's management controller";
  return {
    conditions: [condition(project, { type: "Ready", status: "True", reason: "Synced", message }, now)],
    stats: {
      stages: stats(stages.filter((stage) => !isControlFlow(stage))),
      warehouses: stats(warehouses),
    },
  };
}

/** The status of a Project whose namespace belongs to somebody else. */
export function refusedStatus(project: LiveObject, now: Date): ProjectStatus {
  const message = `Namespace "${project.metadata.name}" exists without the label ${projectLabel}=true`;
  const conditions = [
    { type: "Reconciling", status: "True", reason: "Syncing", message: "Waiting for the namespace" },
    { type: "Ready", status: "False", reason: "EnsuringNamespaceFailed", message },
    { type: "Stalled", status: "True", reason: "ExistingNamespaceMissingLabel", message },
  ] as const;
  return { conditions: conditions.map((wanted) => condition(project, wanted, now)) };
}

/** Keeps the old time where nothing changed, so that a status that says the same is the same. */
function condition(
  project: LiveObject,
  wanted: Omit<Condition, "observedGeneration" | "lastTransitionTime">,
  now: Date,
): Condition {
  const { conditions = [] } = (project["status"] ?? {}) as Partial<ProjectStatus>;
  const old = conditions.find((existing) => existing.type === wanted.type && existing.status === wanted.status);
  const lastTransitionTime = old?.lastTransitionTime ?? timestamp(now);
  return { ...wanted, observedGeneration: project.metadata.generation ?? 0, lastTransitionTime };
}

function stats(objects: readonly LiveObject[]) {
  const healthy = objects.filter((object) => {
    const { conditions = [] } = (object["status"] ?? {}) as Partial<ProjectStatus>;
    return conditions.some(({ type, status }) => type === "Healthy" && status === "True");
  });
  return { count: objects.length, health: { healthy: healthy.length } };
}

/** A Stage without promotion steps only passes Freight on. */
function isControlFlow(stage: LiveObject): boolean {
  const spec = (stage["spec"] ?? {}) as { promotionTemplate?: { spec?: { steps?: unknown[] } } };
  return (spec.promotionTemplate?.spec?.steps?.length ?? 0) === 0;
}
