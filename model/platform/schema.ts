import { airGapSchema } from "./air-gap.ts";
import { argocdControllerSchema } from "./argocd-controller.ts";
import { parts } from "./charts.ts";
import { clusterSchema } from "./cluster-choice.ts";
import { oidcSchema } from "./oidc-schema.ts";
import { metricsSchema, schedulingSchema } from "./scheduling.ts";
import { fields, formed, labelName, objectName, text } from "./schema-parts.ts";
import { takeOverSchema } from "./take-over.ts";
import { verificationSchema } from "./verification.ts";

const namespace = labelName(63, "argocd");
const host = { type: "string", pattern: "^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$" };
/** What `slipway:platform` may say. */
export const platformSchema = fields({
  cluster: clusterSchema,
  size: { enum: ["small", "ha"] },
  hosts: fields({ argocd: host, kargo: host, webhooks: host }),
  ingressClassName: objectName,
  scheduling: schedulingSchema,
  metrics: metricsSchema,
  passwordsSince: formed(
    "^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(\\.[0-9]+)?(Z|[+-][0-9]{2}:[0-9]{2})$",
    "a time such as 2026-01-31T08:00:00Z",
  ),
  parts: fields(
    Object.fromEntries(
      parts.map((part) => [
        part,
        fields({
          install: { type: "boolean" },
          namespace,
          version: text,
          values: { type: "object" },
          takeOver: takeOverSchema(part),
        }),
      ]),
    ),
  ),
  // As many digits as Go surely takes: a longer one would keep Kargo's controller from starting.
  warehouseInterval: formed(
    "^([0-9]{1,5}(\\.[0-9]{1,5})?(s|m|h)){1,3}$",
    "a duration in s, m and h, such as 30s, 5m or 1h30m; 24h for a day",
  ),
  oidc: oidcSchema,
  argocdController: argocdControllerSchema,
  verification: verificationSchema,
  airGap: airGapSchema,
});
