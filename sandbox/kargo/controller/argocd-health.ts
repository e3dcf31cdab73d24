import type { LiveObject } from "../../cluster/cluster-client.ts";
import type { Health } from "../objects.ts";

/** The fields of an Application that a Stage's health depends on. */
export interface ApplicationObject extends LiveObject {
  readonly spec?: { readonly source?: Source; readonly sources?: readonly Source[] };
  readonly operation?: { readonly sync?: unknown };
  readonly status?: {
    readonly conditions?: readonly {
      readonly type: string;
      readonly message: string;
      readonly lastTransitionTime?: string;
    }[];
    readonly health?: { readonly status?: string };
    readonly sync?: { readonly status?: string; readonly revision?: string; readonly revisions?: readonly string[] };
    readonly operationState?: { readonly finishedAt?: string; readonly phase?: string };
    readonly reconciledAt?: string;
  };
}

interface Source {
  readonly repoURL?: string;
}

type State = Health["status"];

export interface ApplicationHealth {
  readonly state: State;
  readonly issues: readonly string[];
  /** Argo CD hasn't looked since its last operation: it is to be asked to. */
  readonly stale?: boolean;
}

const order: Readonly<Record<State, number>> = {
  Healthy: 0,
  NotApplicable: 1,
  Progressing: 2,
  Unknown: 3,
  Unhealthy: 4,
};

/** The worse of two. */
export function worse(a: State, b: State): State {
  return order[a] > order[b] ? a : b;
}

/**
 * What an Application says about its Stage's health: nothing of it is trusted before Argo CD has looked after its last
 * operation, then its errors, its revision and its own health count, in this order.
 * Source: kargo v1.11.2, pkg/health/checker/builtin/argocd_checker.go.
 */
export function applicationHealth(
  { namespace, name }: { readonly namespace: string; readonly name: string },
  application: ApplicationObject | undefined,
  desiredRevisions: readonly string[],
): ApplicationHealth {
  const called = `Argo CD Application "${name}" in namespace "${namespace}"`;
  if (!application) return { state: "Unknown", issues: [`unable to find ${called}`] };
  const { status = {}, operation, spec = {} } = application;
  const { finishedAt } = status.operationState ?? {};
  if (finishedAt && (!status.reconciledAt || Date.parse(status.reconciledAt) < Date.parse(finishedAt))) {
    const why = "was not reconciled after its most recent operation completed; Application health status not trusted";
    return { state: "Unknown", issues: [`${called} ${why}`], stale: true };
  }
  const errors = (status.conditions ?? []).filter(({ type }) => ["ComparisonError", "InvalidSpecError"].includes(type));
  if (errors.length > 0) {
    return {
      state: "Unhealthy",
      issues: errors.map(({ type, message }) => `${called} has "${type}" condition: ${message}`),
    };
  }
  if (desiredRevisions.some((revision) => revision !== "")) {
    if (operation?.sync || !finishedAt) return { state: "Unknown", issues: [`${called} is being synced`] };
    const sources = spec.sources?.length ? spec.sources : spec.source ? [spec.source] : [];
    const observed = status.sync?.revisions?.length ? status.sync.revisions : [status.sync?.revision ?? ""];
    for (const [what, count] of [
      ["sources", sources.length],
      ["observed revisions", observed.length],
    ] as const) {
      if (count !== desiredRevisions.length) {
        return {
          state: "Unknown",
          issues: [`${called} has ${count} ${what} but ${desiredRevisions.length} desired revisions`],
        };
      }
    }
    const wrong = desiredRevisions.flatMap((desired, index) =>
      desired === "" || desired === observed[index]
        ? []
        : [
            `Source ${index} with RepoURL ${sources[index]?.repoURL} of Application "${name}" in namespace "${namespace}" does not match the desired revision "${desired}".`,
          ],
    );
    if (wrong.length > 0) {
      const all = `Not all sources of Application "${name}" in namespace "${namespace}" are synced to the desired revisions.`;
      return { state: "Unhealthy", issues: [`${all} Issues: ${wrong.join("; ")}`] };
    }
  }
  const health = status.health?.status ?? "";
  if (health === "Healthy") return { state: "Healthy", issues: [] };
  if (health === "Progressing" || health === "") return { state: "Progressing", issues: [`${called} is progressing`] };
  if (health === "Suspended") return { state: "Progressing", issues: [`${called} is suspended`] };
  return { state: "Unhealthy", issues: [`${called} has health state "${health}"`] };
}

/** The Application's status without what changes by itself, as a Stage's health keeps it. */
export function sanitized({ status = {} }: ApplicationObject): object {
  const { reconciledAt: _, conditions, ...others } = status;
  return {
    ...others,
    ...(conditions && { conditions: conditions.map(({ lastTransitionTime: _time, ...condition }) => condition) }),
  };
}
