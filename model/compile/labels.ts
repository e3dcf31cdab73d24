import type { GraphStage } from "../graph.ts";
import { appLabel, environmentLabel, protectedLabel } from "../keys.ts";

/** Labels of an object of the app as a whole. */
export function appLabels(app: string): Readonly<Record<string, string>> {
  return { "app.kubernetes.io/managed-by": "slipway", [appLabel]: app };
}

/** Labels of an object that belongs to one Stage. */
export function stageLabels(app: string, stage: GraphStage): Readonly<Record<string, string>> {
  return {
    ...appLabels(app),
    [environmentLabel]: stage.environment,
    ...(stage.protected ? { [protectedLabel]: "true" } : {}),
  };
}
