import { refused } from "../../../kube/api-failure.ts";
import type { Cluster } from "../../../kube/cluster.ts";
import type { Fields } from "../../../model/manifests/reading.ts";
import { fields } from "../../../model/manifests/reading.ts";
import { isSame } from "../../../sandbox/process-identity.ts";
import type { SandboxFile } from "../../../sandbox/state.ts";
import { answered, mapsIn, text, textsIn } from "../reading.ts";

/** Who takes finalizers off. */
export type ControllerId = "argocd" | "kargo" | "kargoManagement";

interface Controller {
  readonly title: string;
  /** Of the sandbox's process. */
  readonly process: RegExp;
  readonly runsIn: (container: Fields, labels: Fields) => boolean;
}

const words = (container: Fields) => [...textsIn(container["command"]), ...textsIn(container["args"])];
const isKargo = (container: Fields) => /(^|\/)kargo(:|@|$)/.test(text(container["image"]));

/** Sources: Argo CD's manifests and chart; Kargo's chart, templates/controller and templates/management-controller. */
export const controllers: Readonly<Record<ControllerId, Controller>> = {
  argocd: {
    title: "Argo CD's application controller",
    process: /^argocd-application-controller$/,
    runsIn: (container, labels) =>
      labels["app.kubernetes.io/name"] === "argocd-application-controller" ||
      words(container).some((word) => /(^|\/)argocd-application-controller$/.test(word)),
  },
  kargo: {
    title: "Kargo's controller",
    process: /^kargo-controller/,
    runsIn: (container) => isKargo(container) && words(container).includes("controller"),
  },
  kargoManagement: {
    title: "Kargo's management controller",
    process: /^kargo-management/,
    runsIn: (container) => isKargo(container) && words(container).includes("management-controller"),
  },
};

/**
 * Whether a controller is there to take its finalizers off. `absent` is no proof of its death: some run outside of the
 * cluster that they look after.
 */
export type Running =
  | { readonly state: "runs"; readonly where: string }
  | { readonly state: "stopped"; readonly where: string; readonly why: string; readonly fix: string }
  | { readonly state: "absent" | "unknown" };

export type AllRunning = Readonly<Record<ControllerId, Running>>;

/**
 * Asks for Deployments and StatefulSets, where a sandbox's processes don't tell.
 *
 * @throws ApiFailure when the cluster doesn't answer, or takes no such credentials
 */
export async function runningControllers(cluster: Cluster, sandbox?: SandboxFile): Promise<AllRunning> {
  if (sandbox !== undefined) return each(({ process }) => ofSandbox(sandbox, process));
  const [deployments, sets] = await Promise.all([
    cluster.look("apis/apps/v1/deployments"),
    cluster.look("apis/apps/v1/statefulsets"),
  ]);
  // Who isn't let in at all needs to log in, and will not get far.
  if (deployments.status === 401)
    throw refused(cluster.name, { verb: "list", resource: "deployments.apps" }, 401, deployments.body);
  if (deployments.status !== 200 || sets.status !== 200) return each(() => ({ state: "unknown" }));
  const workloads = [
    ...mapsIn(answered(deployments.body)["items"]).map((object) => ({ kind: "deployment" as const, object })),
    ...mapsIn(answered(sets.body)["items"]).map((object) => ({ kind: "statefulset" as const, object })),
  ];
  return each((controller) => {
    const own = workloads.filter(({ object }) => {
      const template = fields(fields(object["spec"])["template"]);
      const labels = fields(fields(template["metadata"])["labels"]);
      return mapsIn(fields(template["spec"])["containers"]).some((container) => controller.runsIn(container, labels));
    });
    const found = own.map(({ kind, object }) => ofWorkload(kind, object));
    return found.find(({ state }) => state === "runs") ?? found[0] ?? { state: "absent" };
  });
}

function each(running: (controller: Controller) => Running): AllRunning {
  const { argocd, kargo, kargoManagement } = controllers;
  return { argocd: running(argocd), kargo: running(kargo), kargoManagement: running(kargoManagement) };
}

function ofSandbox({ processes, state }: SandboxFile, name: RegExp): Running {
  const found = Object.entries(processes).find(([process]) => name.test(process));
  if (found === undefined) return { state: "absent" };
  const [where, identity] = found;
  if (isSame(identity)) return { state: "runs", where };
  const fix = `slipway sandbox up --state ${state}`;
  return { state: "stopped", where: `process ${where} of the sandbox`, why: "doesn't run", fix };
}

function ofWorkload(kind: "deployment" | "statefulset", object: Fields): Running {
  const { name, namespace } = fields(object["metadata"]);
  const where = `${kind === "deployment" ? "Deployment" : "StatefulSet"} ${text(namespace)}/${text(name)}`;
  if (Number(fields(object["status"])["readyReplicas"] ?? 0) > 0) return { state: "runs", where };
  const at = `-n ${text(namespace)} ${kind}/${text(name)}`;
  return fields(object["spec"])["replicas"] === 0
    ? { state: "stopped", where, why: "is scaled to 0", fix: `kubectl scale ${at} --replicas=1` }
    : { state: "stopped", where, why: "has no Pod that is ready", fix: `kubectl describe ${at}` };
}

/** Whose finalizer it is; undefined for other programs'. */
export function ownerOf(finalizer: string, resource: string): ControllerId | undefined {
  if (finalizer.includes("argocd.argoproj.io")) return "argocd";
  if (!finalizer.includes("kargo.akuity.io")) return undefined;
  // Stages alone are let go by the controller; Projects, their namespaces, Secrets and ServiceAccounts by the other.
  return resource.startsWith("stages.") ? "kargo" : "kargoManagement";
}
