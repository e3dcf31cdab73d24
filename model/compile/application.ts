import { authorizedStageAnnotation } from "../keys.ts";
import type { Application } from "../kinds/application.gen.ts";
import type { KubeObject } from "../object.ts";
import { stageLabels } from "./labels.ts";
import type { TargetInput } from "./target.ts";

/**
 * Makes the namespace equal to what the Stage's promotions write.
 *
 * The finalizer lets Argo CD delete the workload before the Application goes, for a protected Stage too: without it the
 * namespace's deletion would take the workload all the same, only without order. What keeps a protected Application from
 * being deleted at all is Pulumi's `protect`.
 */
export function application({ app, stage, name, gitUrl, source, settings, destination }: TargetInput): KubeObject {
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
      source: { repoURL: gitUrl, ...source },
      destination: { ...destination, namespace: name },
      revisionHistoryLimit: 10,
      syncPolicy: {
        automated: { enabled: true, prune: true, selfHeal: true },
        syncOptions: ["CreateNamespace=false", "FailOnSharedResource=true", "PruneLast=true", "ServerSideApply=true"],
        retry: { limit: 5, refresh: true, backoff: { duration: "5s", factor: 2, maxDuration: "3m" } },
      },
    },
  } satisfies Application;
}
