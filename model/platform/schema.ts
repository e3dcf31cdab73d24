import { argocdControllerSchema } from "./argocd-controller.ts";
import { parts } from "./charts.ts";
import { clusterSchema } from "./cluster-choice.ts";
import { metricsSchema, schedulingSchema } from "./scheduling.ts";
import { fields, formed, text } from "./schema-parts.ts";
import { takeOverSchema } from "./take-over.ts";
import { verificationSchema } from "./verification.ts";

const host = { type: "string", pattern: "^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$" };
/** What `slipway:platform` may say. */
export const platformSchema = fields({
  cluster: clusterSchema,
  size: { enum: ["small", "ha"] },
  hosts: fields({ argocd: host, kargo: host, webhooks: host }),
  ingressClassName: text,
  scheduling: schedulingSchema,
  metrics: metricsSchema,
  passwordsSince: { type: "string", format: "date-time" },
  parts: fields(
    Object.fromEntries(
      parts.map((part) => [
        part,
        fields({
          install: { type: "boolean" },
          namespace: host,
          version: text,
          values: { type: "object" },
          takeOver: takeOverSchema(part),
        }),
      ]),
    ),
  ),
  warehouseInterval: { type: "string", pattern: "^([0-9]+(\\.[0-9]+)?(s|m|h))+$" },
  oidc: fields(
    {
      issuer: formed("^https://", "a URL that begins with https://, such as https://login.example.com/realms/acme"),
      argocdClientId: text,
      argocdCliClientId: text,
      kargoClientId: text,
      kargoCliClientId: text,
      additionalScopes: { type: "array", items: text },
    },
    ["issuer", "argocdClientId", "kargoClientId"],
  ),
  argocdController: argocdControllerSchema,
  verification: verificationSchema,
  airGap: fields({
    charts: text,
    registry: formed(
      "^[a-z0-9.-]+(:[0-9]+)?(/[a-z0-9._/-]+)?$",
      "a registry's address in small letters, with port or path if it has them and without https://, such as registry.example.com:5000/mirror",
    ),
  }),
});
