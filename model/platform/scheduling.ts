import type { Part } from "./charts.ts";
import { fields, labelValue, objectName, text } from "./schema-parts.ts";
import type { Values } from "./values.ts";

/** On which nodes the platform's Pods run. */
export interface Scheduling {
  /** Labels that a node must have. Default: any node. */
  readonly nodeSelector?: Readonly<Record<string, string>>;
  /** Kubernetes' own form, `{key, operator, value, effect}`. Default: none. */
  readonly tolerations?: readonly Readonly<Record<string, unknown>>[];
  /** An existing PriorityClass. Default: none. */
  readonly priorityClassName?: string;
}

/** How Prometheus finds the platform's metrics: by Services, or by ServiceMonitors of its operator, whose CRDs must be there. */
export type Metrics = "services" | "serviceMonitors";

export const schedulingSchema = fields({
  nodeSelector: { type: "object", additionalProperties: labelValue },
  // Closed: the API server drops a misspelt key, and a toleration without key tolerates every taint.
  tolerations: {
    type: "array",
    items: fields({
      key: text,
      operator: { enum: ["Exists", "Equal", "Gt", "Lt"] },
      value: labelValue,
      effect: { enum: ["NoSchedule", "PreferNoSchedule", "NoExecute"] },
      tolerationSeconds: { type: "integer" },
    }),
  },
  priorityClassName: objectName,
});
export const metricsSchema = { enum: ["services", "serviceMonitors"] };

/** Each chart has its own places for it. */
export function schedulingValues(part: Part, scheduling: Scheduling | undefined): Values {
  if (scheduling === undefined) return {};
  if (part === "argoRollouts") return { controller: scheduling };
  if (part !== "certManager") return { global: scheduling };
  const { tolerations, ...rest } = scheduling;
  const each = tolerations === undefined ? {} : { tolerations };
  return { global: rest, ...each, webhook: each, cainjector: each, startupapicheck: each };
}

const measured: Readonly<Record<Exclude<Part, "certManager">, readonly string[]>> = {
  argoRollouts: ["controller"],
  argocd: ["controller", "server", "repoServer", "applicationSet"],
  kargo: ["controller", "managementController", "webhooksServer"],
};

export function metricsValues(part: Part, metrics: Metrics | undefined): Values {
  if (metrics === undefined) return {};
  const serviceMonitor = metrics === "serviceMonitors" ? { serviceMonitor: { enabled: true } } : {};
  // cert-manager's Service is there without asking.
  if (part === "certManager")
    return metrics === "serviceMonitors" ? { prometheus: { servicemonitor: { enabled: true } } } : {};
  return Object.fromEntries(measured[part].map((each) => [each, { metrics: { enabled: true, ...serviceMonitor } }]));
}
