import { argoRolloutsValues } from "./argo-rollouts-values.ts";
import { argocdValues } from "./argocd-values.ts";
import { certManagerValues } from "./cert-manager-values.ts";
import type { Part } from "./charts.ts";
import { mirroredValues } from "./image-values.ts";
import { kargoValues } from "./kargo-values.ts";
import type { Platform } from "./platform.ts";
import { metricsValues, schedulingValues } from "./scheduling.ts";
import { layered, type Values } from "./values.ts";

const slipways: Readonly<Record<Part, (platform: Platform) => Values>> = {
  certManager: certManagerValues,
  argoRollouts: argoRolloutsValues,
  argocd: argocdValues,
  kargo: kargoValues,
};

/**
 * What a part's chart is installed with: Slipway's values, the user's own over them, the images of both from below the
 * mirror. Without passwords.
 */
export function partValues(part: Part, platform: Platform): Values {
  const placed = schedulingValues(part, platform.scheduling);
  const measured = metricsValues(part, platform.metrics);
  const values = [placed, measured, platform.parts[part].values].reduce(layered, slipways[part](platform));
  return mirroredValues(part, values, platform.airGap);
}
