import type { GraphStage } from "../graph.ts";

/** The label by which Kargo adopts a namespace as its Project's own. */
export const projectNamespaceLabel = "kargo.akuity.io/project";
/** On everything that belongs to a protected environment, so that guards in the cluster can tell it without its name. */
export const protectedLabel = "slipway.dev/protected";
export const environmentLabel = "slipway.dev/environment";

/** Labels of an object of the app as a whole. */
export function appLabels(app: string): Readonly<Record<string, string>> {
  return { "app.kubernetes.io/managed-by": "slipway", "slipway.dev/app": app };
}

/** Labels of an object that belongs to one Stage. */
export function stageLabels(app: string, stage: GraphStage): Readonly<Record<string, string>> {
  return {
    ...appLabels(app),
    [environmentLabel]: stage.environment,
    ...(stage.protected ? { [protectedLabel]: "true" } : {}),
  };
}
