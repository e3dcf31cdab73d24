import type { Cluster, Kind } from "../../kube/cluster.ts";
import { kinds } from "../../kube/cluster.ts";
import { type Finding, findingsOf } from "./finding.ts";

/** What is being deleted and doesn't go. */
export interface Held {
  readonly kind: "Namespace" | "Application" | "AppProject" | "Project" | "Stage" | "Promotion";
  /** `kubectl`'s word for it. */
  readonly resource: string;
  readonly namespace?: string;
  readonly name: string;
  /** Since when, RFC 3339. */
  readonly since: string;
  readonly finalizers: readonly string[];
  /** Of a namespace: what the server says is still in it. */
  readonly remaining?: readonly string[];
}

interface LiveObject {
  readonly metadata: {
    readonly name: string;
    readonly namespace?: string;
    readonly deletionTimestamp?: string;
    readonly finalizers?: readonly string[];
  };
  readonly status?: { readonly conditions?: readonly { type?: string; status?: string; message?: string }[] };
}

const looked: readonly { kind: Held["kind"]; at: Kind }[] = [
  { kind: "Application", at: kinds.application },
  { kind: "AppProject", at: kinds.appProject },
  { kind: "Promotion", at: kinds.promotion },
  { kind: "Stage", at: kinds.stage },
  { kind: "Project", at: kinds.project },
  { kind: "Namespace", at: kinds.namespace },
];

/** Everything of Argo CD's, Kargo's and namespaces that is being deleted. What isn't installed or may not be read is left out. */
export async function heldObjects(cluster: Cluster): Promise<Held[]> {
  const found = await Promise.all(
    looked.map(async ({ kind, at }) => {
      const objects = await cluster.list<LiveObject>(at).catch(() => []);
      return objects.flatMap(({ metadata, status }) => {
        const { name, namespace, deletionTimestamp, finalizers = [] } = metadata;
        if (deletionTimestamp === undefined) return [];
        const remaining = (status?.conditions ?? [])
          .filter((condition) => /Remaining$/.test(condition.type ?? "") && condition.status === "True")
          .flatMap(({ message }) => message ?? []);
        const resource = at.group === "" ? at.plural : `${at.plural}.${at.group}`;
        const held: Held = {
          ...{ kind, resource, name, since: deletionTimestamp, finalizers },
          ...(namespace !== undefined && { namespace }),
          ...(remaining.length > 0 && { remaining }),
        };
        return [held];
      });
    }),
  );
  return found.flat();
}

/** Whose finalizer it is: that controller must run for the object to go. */
const controllers: readonly { finalizer: RegExp; who: string; look: string; without: string }[] = [
  {
    finalizer: /argocd\.argoproj\.io/,
    who: "Argo CD's application controller",
    look: "kubectl get pods -A -l app.kubernetes.io/name=argocd-application-controller",
    without: "what the Application deployed then stays where it is",
  },
  {
    finalizer: /kargo\.akuity\.io/,
    who: "Kargo's management controller (Projects) and controller (Stages, Promotions)",
    look: "kubectl get pods -A -l app.kubernetes.io/name=kargo",
    without: "Argo CD's Applications then keep Kargo's mark, and a Project's namespace stays",
  },
];

/** @param now milliseconds */
export function judgeHeld(held: readonly Held[], now: number): Finding[] {
  const { ok, warning } = findingsOf("namespaces");
  if (held.length === 0) return [ok("nothing-held", "Nothing that is being deleted is held")];
  return held.map((each) => {
    const { kind, name, namespace, since, finalizers, remaining } = each;
    const minutes = Math.max(0, Math.floor((now - Date.parse(since)) / 60_000));
    const where = namespace === undefined ? name : `${namespace}/${name}`;
    const by =
      remaining?.join(" ") ?? (finalizers.length > 0 ? `held by ${finalizers.join(", ")}` : "no finalizer left");
    return warning("held", `${kind} ${where} has been going for ${minutes} min: ${by}`, wayOut(each));
  });
}

function wayOut({ kind, resource, namespace, name, finalizers, remaining = [] }: Held): string {
  const controller = controllers.find(({ finalizer }) =>
    [...finalizers, ...remaining].some((text) => finalizer.test(text)),
  );
  if (controller === undefined) {
    return kind === "Namespace"
      ? `See what is in it: kubectl api-resources --verbs=list --namespaced -o name | xargs -n 1 kubectl get -n ${name} --ignore-not-found --show-kind`
      : "See who set its finalizers, and that this program runs";
  }
  const runs = `See that ${controller.who} runs: ${controller.look}`;
  if (kind === "Namespace") return runs;
  const at = namespace === undefined ? "" : ` -n ${namespace}`;
  const drop = `kubectl patch ${resource} ${name}${at} --type=merge -p '{"metadata":{"finalizers":null}}'`;
  return `${runs}. Only where it is gone for good: ${drop} (${controller.without})`;
}
