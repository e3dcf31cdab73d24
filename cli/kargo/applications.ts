import { isRecord } from "../../model/json.ts";
import { authorizedStageAnnotation } from "../../model/keys.ts";
import type { LiveMeta, LiveStage } from "./objects.ts";

/** An Argo CD Application, as far as commands read it. Source: argo-cd v3.5.1, pkg/apis/application/v1alpha1. */
export interface LiveApplication {
  readonly metadata: LiveMeta;
  readonly spec?: {
    readonly syncPolicy?: { readonly automated?: { readonly enabled?: boolean; readonly selfHeal?: boolean } };
  };
  readonly status?: ApplicationStatus;
}

export interface ApplicationStatus {
  readonly sync?: { readonly status?: string; readonly revision?: string; readonly revisions?: readonly string[] };
  readonly health?: { readonly status?: string; readonly message?: string };
  readonly conditions?: readonly { readonly type: string; readonly message: string }[];
  readonly history?: readonly { readonly revision?: string; readonly deployedAt?: string }[];
  readonly summary?: { readonly images?: readonly string[] };
  readonly operationState?: { readonly phase?: string; readonly message?: string; readonly retryCount?: number };
  readonly resources?: readonly { readonly kind?: string; readonly name?: string; readonly status?: string }[];
}

/** What a Stage's last Promotion left to be watched. */
export interface WatchedApplication {
  readonly namespace?: string;
  readonly name: string;
  readonly desiredRevisions: readonly string[];
}

/** Source: ArgoCDAppHealthCheck, akuity/kargo v1.11.2, pkg/health/checker/builtin/argocd.go. */
export function watchedBy(stage: LiveStage): WatchedApplication[] {
  return (stage.status?.lastPromotion?.status?.healthChecks ?? []).flatMap(({ config }) => {
    const apps = isRecord(config) && Array.isArray(config["apps"]) ? (config["apps"] as unknown[]) : [];
    return apps.filter(isRecord).flatMap((app): WatchedApplication[] => {
      const { name, namespace, desiredRevisions } = app;
      if (typeof name !== "string") return [];
      const revisions = Array.isArray(desiredRevisions)
        ? desiredRevisions.filter((each) => typeof each === "string")
        : [];
      return [{ name, ...(typeof namespace === "string" && { namespace }), desiredRevisions: revisions }];
    });
  });
}

/** The Applications that a Stage syncs: those its last Promotion watches, and those that authorize it by annotation. */
export function applicationsOf(stage: LiveStage, all: readonly LiveApplication[]): LiveApplication[] {
  const watched = watchedBy(stage);
  const authorized = `${stage.metadata.namespace}:${stage.metadata.name}`;
  return all.filter(
    ({ metadata }) =>
      watched.some(
        ({ name, namespace }) => name === metadata.name && (namespace ?? metadata.namespace) === metadata.namespace,
      ) ||
      (metadata.annotations?.[authorizedStageAnnotation] ?? "").split(",").some((each) => each.trim() === authorized),
  );
}

/**
 * What Kargo's controller saw of a Stage's Applications, for where Argo CD runs in another cluster or its Applications
 * can't be read. Source: applicationStatuses in the file named above.
 */
export function reportedApplications(stage: LiveStage): LiveApplication[] {
  const outputs = stage.status?.health?.output;
  const parts = Array.isArray(outputs) ? (outputs as unknown[]) : [outputs];
  return parts.filter(isRecord).flatMap((part) => {
    const statuses = Array.isArray(part["applicationStatuses"]) ? (part["applicationStatuses"] as unknown[]) : [];
    return statuses.filter(isRecord).map((status): LiveApplication => {
      const text = (key: string) => (typeof status[key] === "string" ? (status[key] as string) : undefined);
      // upstream's struct names these two without a tag, so that they come capitalized
      const [name, namespace] = [text("Name") ?? text("name") ?? "?", text("Namespace") ?? text("namespace")];
      return { metadata: { name, ...(namespace !== undefined && { namespace }) }, status: status as ApplicationStatus };
    });
  });
}
