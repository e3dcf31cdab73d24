import { argocdControllerSchema } from "./argocd-controller.ts";
import { parts } from "./charts.ts";

const text = { type: "string", minLength: 1 };
const host = { type: "string", pattern: "^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$" };
const fields = (properties: object, required: readonly string[] = []) => ({
  type: "object",
  additionalProperties: false,
  properties,
  ...(required.length > 0 && { required }),
});
const port = { type: "integer", minimum: 1024, maximum: 65535 };

/** What `slipway:platform` may say. */
export const platformSchema = fields({
  cluster: {
    type: "object",
    required: ["type"],
    properties: { type: { enum: ["kind", "existing", "stack"] } },
    additionalProperties: true,
  },
  size: { enum: ["small", "ha"] },
  hosts: fields({ argocd: host, kargo: host, webhooks: host }),
  ingressClassName: text,
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
        }),
      ]),
    ),
  ),
  warehouseInterval: { type: "string", pattern: "^([0-9]+(\\.[0-9]+)?(s|m|h))+$" },
  oidc: fields(
    {
      issuer: { type: "string", pattern: "^https://" },
      argocdClientId: text,
      argocdCliClientId: text,
      kargoClientId: text,
      kargoCliClientId: text,
      additionalScopes: { type: "array", items: text },
    },
    ["issuer", "argocdClientId", "kargoClientId"],
  ),
  argocdController: argocdControllerSchema,
  airGap: fields({
    charts: text,
    registry: { type: "string", pattern: "^[a-z0-9.-]+(:[0-9]+)?(/[a-z0-9._/-]+)?$" },
  }),
});

/** What a cluster of each type is described by. */
export const clusterSchemas = {
  kind: fields(
    {
      type: { const: "kind" },
      name: { type: "string", pattern: "^[a-z0-9][-a-z0-9.]{0,48}$" },
      image: text,
      ports: fields({ argocd: port, kargo: port, webhooks: port, apps: { type: "array", items: port } }),
    },
    ["type"],
  ),
  existing: fields({ type: { const: "existing" }, confirm: text }, ["type"]),
  stack: fields({ type: { const: "stack" }, stack: text, output: text }, ["type", "stack"]),
} as const;
