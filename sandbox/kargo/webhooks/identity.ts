import { kargoNamespace } from "../keys.ts";
import type { AdmissionRequest } from "./review.ts";

/** The chart's `kargo.controlplane.defaultUserRegex` of an installation with all components. */
const controlPlane = ["api", "controller", "garbage-collector", "management-controller"].map(
  (component) => `system:serviceaccount:${kargoNamespace}:kargo-${component}`,
);
/** It may refresh running Promotions for those who call a webhook. */
export const externalWebhooksServer = `system:serviceaccount:${kargoNamespace}:kargo-external-webhooks-server`;

/** Whether one of Kargo's own components asks. What those do isn't a person's wish. */
export function isControlPlane({ userInfo }: AdmissionRequest): boolean {
  return controlPlane.includes(userInfo.username);
}
