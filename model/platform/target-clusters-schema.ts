const text = { type: "string", minLength: 1 };
/** A Kubernetes label: names stand in those of Secrets and namespaces. */
const name = { type: "string", pattern: "^[a-z0-9]([-a-z0-9]{0,51}[a-z0-9])?$" };
const namespace = { type: "string", pattern: "^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$" };
const label = { type: "string", pattern: "^([A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?)?$" };

/** What `slipway:clusters` may say. */
export const targetClustersSchema = {
  type: "array",
  items: {
    type: "object",
    additionalProperties: false,
    required: ["name", "stack"],
    properties: {
      name,
      stack: { type: "string", pattern: "^[^/\\s]+/[^/\\s]+/[^/\\s]+$" },
      output: text,
      namespaces: { type: "array", items: namespace, minItems: 1, uniqueItems: true },
      resources: { type: "array", items: { type: "string", pattern: "^[a-z]+(\\.[a-z0-9.-]+)?$" } },
      shard: { type: "integer", minimum: 0 },
      labels: { type: "object", additionalProperties: label },
      awsAuthConfig: {
        type: "object",
        additionalProperties: false,
        required: ["clusterName"],
        properties: { clusterName: text, roleARN: { type: "string", pattern: "^arn:aws[a-z-]*:iam::[0-9]{12}:role/" } },
      },
      // becomes a label's value, and part of the names of the controller's objects
      kargoShard: { type: "string", pattern: "^[a-z0-9]([-a-z0-9]{0,31}[a-z0-9])?$" },
      argocdNamespace: namespace,
    },
  },
};
