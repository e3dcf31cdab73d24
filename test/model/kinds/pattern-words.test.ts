import { describe, expect, test } from "vitest";
import { chartSubscriptionSchema } from "../../../model/kinds/chart-subscription.gen.ts";
import { gitSubscriptionSchema } from "../../../model/kinds/git-subscription.gen.ts";
import { imageSubscriptionSchema } from "../../../model/kinds/image-subscription.gen.ts";
import { patternWords } from "../../../model/kinds/pattern-words.ts";
import { kindSchemas } from "../../../model/kinds/schemas.gen.ts";
import { stepSchemas } from "../../../model/kinds/steps.gen.ts";
import { platformOf } from "../../../model/platform/platform.ts";
import { platformSchema } from "../../../model/platform/schema.ts";
import { targetClustersOf } from "../../../model/platform/target-clusters.ts";
import { targetClustersSchema } from "../../../model/platform/target-clusters-schema.ts";

/** What people are told of each pattern in a schema. */
function told(schema: unknown): string[] {
  if (typeof schema !== "object" || schema === null) return [];
  const { pattern } = schema as { pattern?: unknown };
  const own = typeof pattern === "string" ? [patternWords(pattern, schema)] : [];
  return [...own, ...Object.values(schema).flatMap(told)];
}

test.each([
  ["slipway:platform", platformSchema],
  ["slipway:clusters", targetClustersSchema],
  ["subscriptions", [chartSubscriptionSchema, gitSubscriptionSchema, imageSubscriptionSchema]],
  ["steps", stepSchemas],
  ["kinds", Object.values(kindSchemas).map(({ schema }) => JSON.parse(schema) as unknown)],
])("every pattern of %s is told in words", (_, schema) => {
  expect(told(schema).length).toBeGreaterThan(0);
  expect(told(schema).filter((words) => words.startsWith("what matches"))).toEqual([]);
});

describe("a setting of another form is answered in words, with an example", () => {
  const oidc = { argocdClientId: "a", kargoClientId: "k" };
  const takeOver = { installedBy: "helm", restart: ["server"], force: ["argocd-cm"] };
  test.each([
    [
      { oidc: { ...oidc, issuer: "login" } },
      ["a URL that begins with https://, such as https://login.example.com/realms/acme"],
    ],
    [
      { airGap: { registry: "https://Registry" } },
      [
        "a registry's address in small letters, with port or path if it has them and without https://, such as registry.example.com:5000/mirror",
      ],
    ],
    [
      { cluster: { type: "existing", confirmVersion: "v1.31" } },
      ['a minor version of Kubernetes in quotes, such as "1.31"'],
    ],
    [
      { parts: { argocd: { takeOver } } },
      [
        "any, or a Deployment, StatefulSet or DaemonSet with its name, such as Deployment/argocd-server",
        "argocd-cm or argocd-rbac-cm and a key of it, such as argocd-cm/oidc.config",
      ],
    ],
    [
      { verification: { datadog: { address: "x" }, aws: { region: "Berlin", roleArn: "r" } } },
      [
        "https:// and a host without a path, such as https://api.datadoghq.eu",
        "the code of an AWS region, such as eu-central-1",
        "the ARN of an IAM role, such as arn:aws:iam::123456789012:role/slipway",
      ],
    ],
  ])("%j", (given, expected) => {
    expect(platformOf(given).problems.map(({ allowed }) => allowed)).toEqual(expected);
  });

  test("of a target cluster", () => {
    const cluster = {
      name: "EU",
      stack: "eu",
      namespaces: ["-"],
      resources: ["Rollout"],
      labels: { region: "-" },
      kargoShard: "EU",
    };
    const { problems } = targetClustersOf([cluster]);
    expect(Object.fromEntries(problems.flatMap(({ path, allowed }) => (allowed ? [[path, allowed]] : [])))).toEqual({
      "clusters.0.name": "up to 53 lower case letters, digits and -, such as prod-eu; no - first or last",
      "clusters.0.stack": "organization, project and stack, such as acme/clusters/eu",
      "clusters.0.namespaces.0":
        "up to 63 lower case letters, digits and -, such as goserver-prod-eu; no - first or last",
      "clusters.0.resources.0":
        "a resource's name in the plural, with its API group if it has one, such as deployments.apps",
      "clusters.0.labels.region":
        "up to 63 letters, digits, -, _ and ., such as eu-west; a letter or digit first and last",
      "clusters.0.kargoShard": "up to 33 lower case letters, digits and -, such as eu; no - first or last",
    });
  });
});
