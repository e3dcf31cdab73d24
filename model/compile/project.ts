import type { Graph } from "../graph.ts";
import { holdsProtectedLabel, projectNamespaceLabel } from "../keys.ts";
import type { Project } from "../kinds/project.gen.ts";
import type { ProjectConfig } from "../kinds/project-config.gen.ts";
import type { KubeObject } from "../object.ts";
import { appLabels } from "./labels.ts";

/** The Project's namespace. It exists before the Project, which adopts it by its label. */
export function projectNamespace(app: string, graph: Graph): KubeObject {
  return {
    apiVersion: "v1",
    kind: "Namespace",
    metadata: { name: app, labels: { ...projectLabels(app, graph), [projectNamespaceLabel]: "true" } },
  };
}

/** Kargo's Project; it has no spec. */
export function project(app: string, graph: Graph): KubeObject {
  return {
    apiVersion: "kargo.akuity.io/v1alpha1",
    kind: "Project",
    metadata: { name: app, labels: projectLabels(app, graph) },
  } satisfies Project;
}

function projectLabels(app: string, { environments }: Graph): Readonly<Record<string, string>> {
  const holdsProtected = environments.some((environment) => environment.protected);
  return { ...appLabels(app), ...(holdsProtected ? { [holdsProtectedLabel]: "true" } : {}) };
}

/**
 * One policy per Stage with its exact name, "no" written out: the first match wins in Kargo, and a pattern could be
 * matched by a crafted name. No webhook rewrites this kind, so `false` stays as it is written.
 */
export function projectConfig(app: string, graph: Graph): KubeObject {
  const stages = graph.environments
    .flatMap((environment) => environment.stages)
    // a control-flow Stage takes no promotions
    .filter((stage) => stage.type !== "controlFlow");
  return {
    apiVersion: "kargo.akuity.io/v1alpha1",
    kind: "ProjectConfig",
    metadata: { name: app, namespace: app, labels: appLabels(app) },
    spec: {
      promotionPolicies: stages.map((stage) => ({
        stageSelector: { name: stage.name },
        autoPromotionEnabled: stage.autoPromotion,
      })),
    },
  } satisfies ProjectConfig;
}
