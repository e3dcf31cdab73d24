import { canonicalDuration } from "../duration.ts";
import type { GraphStage } from "../graph.ts";
import { authorizedStageAnnotation } from "../keys.ts";
import type { KubeObject } from "../object.ts";
import type { Settings } from "../settings.ts";
import { versions } from "../versions.ts";
import { stageLabels } from "./labels.ts";

/** What the objects of one Stage share. */
export interface TargetInput {
  readonly app: string;
  readonly stage: GraphStage;
  /** Name of the Application, its AppProject and its namespace. */
  readonly name: string;
  /** After mirrors. */
  readonly gitUrl: string;
  readonly settings: Settings;
}

/** `v1.36`: Pod Security of another minor may judge the same Pod differently, so the minor is pinned. */
const podSecurityVersion = `v${versions.kubernetes.split(".").slice(0, 2).join(".")}`;

/** The namespace an environment's workload runs in. The stack owns it, never Argo CD, so that destroy takes it along. */
export function namespace({ app, stage, name }: TargetInput): KubeObject {
  const modes = ["audit", "enforce", "warn"].flatMap((mode) => [
    [`pod-security.kubernetes.io/${mode}`, "restricted"],
    [`pod-security.kubernetes.io/${mode}-version`, podSecurityVersion],
  ]);
  return {
    apiVersion: "v1",
    kind: "Namespace",
    metadata: { name, labels: { ...stageLabels(app, stage), ...Object.fromEntries(modes) } },
  };
}

/** What the Application may do: this repository into this namespace, no cluster-wide kind (Argo CD's default when none is listed). */
export function appProject(input: TargetInput): KubeObject {
  const { app, stage, name, gitUrl, settings } = input;
  return {
    apiVersion: "argoproj.io/v1alpha1",
    kind: "AppProject",
    metadata: { name, namespace: settings.argocdNamespace, labels: stageLabels(app, stage) },
    spec: {
      description: `${app} in ${stage.name}: one repository into one namespace`,
      sourceRepos: [gitUrl],
      destinations: [{ ...settings.cluster, namespace: name }],
    },
  };
}

/**
 * Makes the namespace equal to the Stage's branch. The finalizer lets Argo CD delete the workload first, in order, also for
 * a protected Stage: without it the namespace's deletion would take the workload all the same. What keeps a protected
 * Application from being deleted is Pulumi's `protect`.
 */
export function application(input: TargetInput): KubeObject {
  const { app, stage, name, gitUrl, settings } = input;
  return {
    apiVersion: "argoproj.io/v1alpha1",
    kind: "Application",
    metadata: {
      name,
      namespace: settings.argocdNamespace,
      labels: stageLabels(app, stage),
      annotations: { [authorizedStageAnnotation]: `${app}:${stage.name}` },
      finalizers: ["resources-finalizer.argocd.argoproj.io"],
    },
    spec: {
      project: name,
      source: { repoURL: gitUrl, path: ".", targetRevision: `refs/heads/${stage.branch}` },
      destination: { ...settings.cluster, namespace: name },
      revisionHistoryLimit: 10,
      syncPolicy: {
        automated: { enabled: true, prune: true, selfHeal: true },
        syncOptions: ["CreateNamespace=false", "FailOnSharedResource=true", "PruneLast=true", "ServerSideApply=true"],
        retry: { limit: 5, refresh: true, backoff: { duration: "5s", factor: 2, maxDuration: "3m" } },
      },
    },
  };
}

/** Kargo's Stage. `direct` is left out when false, and the soak in Go's spelling, because Kargo's webhook stores it so. */
export function stage(input: TargetInput, steps: readonly object[]): KubeObject {
  const { app, stage: node } = input;
  const sources =
    node.upstreams.length === 0
      ? { direct: true }
      : {
          stages: node.upstreams,
          ...(node.upstreams.length > 1 ? { availabilityStrategy: "All" } : {}),
          ...(node.requiredSoakTime === undefined
            ? {}
            : { requiredSoakTime: canonicalDuration(node.requiredSoakTime) }),
        };
  return {
    apiVersion: "kargo.akuity.io/v1alpha1",
    kind: "Stage",
    metadata: { name: node.name, namespace: app, labels: stageLabels(app, node) },
    spec: {
      requestedFreight: [{ origin: { kind: "Warehouse", name: node.warehouse }, sources }],
      promotionTemplate: { spec: { steps } },
    },
  };
}
