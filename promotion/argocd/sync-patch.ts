import { isRecord } from "../../model/json.ts";
import type { StepContext } from "../step.ts";
import type { Application, Source } from "./application.ts";

/** Marks an operation as Kargo's, with the Promotion's name as its value. */
export const promotionInfoKey = "kargo.akuity.io/promotion";

/**
 * The merge patch that makes Argo CD sync an Application now: a hard refresh, the sources, and an operation in the name
 * of who made the Promotion. By hand it counts as a manual sync, so that sync windows for those hold.
 * Source: akuity/kargo v1.11.2, pkg/promotion/runner/builtin/argocd_updater.go, syncApplication.
 */
export function syncPatch(
  application: Application,
  sources: readonly Source[],
  { promotion, actor }: Pick<StepContext, "promotion" | "actor">,
): object {
  const { spec, status } = application;
  const { retry = {}, syncOptions } = spec.syncPolicy ?? {};
  const operation = {
    initiatedBy: actor ? { username: actor } : { username: "kargo-controller", automated: true },
    info: [
      { name: "Reason", value: "Promotion triggered a sync of this Application resource." },
      { name: promotionInfoKey, value: promotion },
    ],
    retry,
    sync: syncOptions === undefined ? {} : { syncOptions },
  };
  const changes =
    spec.sources !== undefined && spec.sources.length > 0
      ? { sources: difference(spec.sources, sources) }
      : { source: difference(spec.source, sources[0]) };
  const ofSpec = Object.fromEntries(Object.entries(changes).filter(([, change]) => change !== undefined));
  return {
    metadata: { annotations: { "argocd.argoproj.io/refresh": "hard" } },
    ...(Object.keys(ofSpec).length > 0 ? { spec: ofSpec } : {}),
    operation: replacing(application.operation, operation),
    // Argo CD's API server does the same before each sync; its controller alone would take the old result for the new.
    ...(status?.operationState === undefined ? {} : { status: { operationState: null } }),
  };
}

/** What to merge into `before` to have `after`; undefined when that is nothing. */
function difference(before: unknown, after: unknown): unknown {
  if (JSON.stringify(before) === JSON.stringify(after)) return undefined;
  return isRecord(before) && isRecord(after) ? replacing(before, after) : after;
}

/** The new value with a null for each field that only the old one has, since a merge would keep those. */
function replacing(before: unknown, after: unknown): unknown {
  if (!isRecord(before) || !isRecord(after)) return after;
  const gone = Object.keys(before).filter((key) => !Object.hasOwn(after, key));
  return {
    ...Object.fromEntries(gone.map((key) => [key, null])),
    ...Object.fromEntries(Object.entries(after).map(([key, value]) => [key, replacing(before[key], value)])),
  };
}
