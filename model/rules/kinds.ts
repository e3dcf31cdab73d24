import type { Kind } from "./rule.ts";

const kargo = "kargo.akuity.io/v1alpha1";
const argo = "argoproj.io/v1alpha1";

export const stageKind: Kind = { apiVersion: kargo, kind: "Stage" };
export const projectConfigKind: Kind = { apiVersion: kargo, kind: "ProjectConfig" };
export const warehouseKind: Kind = { apiVersion: kargo, kind: "Warehouse" };
export const freightKind: Kind = { apiVersion: kargo, kind: "Freight" };
export const promotionKind: Kind = { apiVersion: kargo, kind: "Promotion" };
export const promotionTaskKind: Kind = { apiVersion: kargo, kind: "PromotionTask" };
export const applicationKind: Kind = { apiVersion: argo, kind: "Application" };
export const appProjectKind: Kind = { apiVersion: argo, kind: "AppProject" };
export const analysisTemplateKind: Kind = { apiVersion: argo, kind: "AnalysisTemplate" };

/** Where the API server is asked about Kargo's and Argo CD's objects as they are written. */
export const kargoStages = { group: "kargo.akuity.io", version: "v1alpha1", resource: "stages" } as const;
export const projectConfigs = { group: "kargo.akuity.io", version: "v1alpha1", resource: "projectconfigs" } as const;
export const promotionTasks = { group: "kargo.akuity.io", version: "v1alpha1", resource: "promotiontasks" } as const;
export const warehouses = { group: "kargo.akuity.io", version: "v1alpha1", resource: "warehouses" } as const;
export const freights = { group: "kargo.akuity.io", version: "v1alpha1", resource: "freights" } as const;
export const freightStatus = { group: "kargo.akuity.io", version: "v1alpha1", resource: "freights/status" } as const;
export const applications = { group: "argoproj.io", version: "v1alpha1", resource: "applications" } as const;
export const appProjects = { group: "argoproj.io", version: "v1alpha1", resource: "appprojects" } as const;
