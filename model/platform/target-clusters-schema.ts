import { formed, fullStackName, labelName, labelValue, pasted, roleArn } from "./schema-parts.ts";

/** A Kubernetes label: names stand in those of Secrets and namespaces. */
const name = labelName(53, "prod-eu");
const namespace = labelName(63, "goserver-prod-eu");

/** What `slipway:clusters` may say. */
export const targetClustersSchema = {
  type: "array",
  items: {
    type: "object",
    additionalProperties: false,
    required: ["name", "stack"],
    properties: {
      name,
      stack: fullStackName,
      output: pasted,
      namespaces: { type: "array", items: namespace, minItems: 1, uniqueItems: true },
      resources: {
        type: "array",
        items: formed(
          "^[a-z]+(\\.[a-z0-9.-]+)?$",
          "a resource's name in the plural, with its API group if it has one, such as deployments.apps",
        ),
      },
      shard: { type: "integer", minimum: 0 },
      labels: { type: "object", additionalProperties: labelValue },
      awsAuthConfig: {
        type: "object",
        additionalProperties: false,
        required: ["clusterName"],
        properties: { clusterName: pasted, roleARN: roleArn },
      },
      // becomes a label's value, and part of the names of the controller's objects
      kargoShard: labelName(33, "eu"),
      argocdNamespace: namespace,
    },
  },
};
