import { expect, test } from "vitest";
import { ArgoRollouts } from "../../../components/argo-rollouts/argo-rollouts.ts";
import type { ProviderCredentials } from "../../../components/verification/provider-secrets.ts";
import { partValues } from "../../../model/platform/part-values.ts";
import { type Platform, platformOf } from "../../../model/platform/platform.ts";
import { runMocked } from "../../support/mocks.ts";

const platform = platformOf({
  verification: { datadog: { address: "https://api.datadoghq.eu" }, aws: { region: "eu-central-1" } },
}).platform as Platform;

async function registered(credentials: ProviderCredentials) {
  const { resources } = await runMocked(() => void new ArgoRollouts("argo-rollouts", { platform, credentials }));
  const found = resources.filter(({ type }) => /Secret$|Release$/.test(type));
  // Secrets are registered once their data is encoded, in any order.
  return found.sort((one, two) => one.name.localeCompare(two.name));
}

const secret = (what: string, name: string, data: object) => ({
  type: "kubernetes:core/v1:Secret",
  name: `argo-rollouts-${what}`,
  inputs: {
    apiVersion: "v1",
    kind: "Secret",
    metadata: { name, namespace: "argo-rollouts" },
    type: "Opaque",
    data: { secret: Object.fromEntries(Object.entries(data).map(([key, value]) => [key, btoa(value)])) },
  },
  after: ["argo-rollouts-namespace"],
});

test("credentials stand as secrets where the controller looks, before it starts", async () => {
  const credentials = {
    datadog: { apiKey: "k1", appKey: "k2" },
    aws: { accessKeyId: "AKIDEXAMPLE", secretAccessKey: "k3" },
  };
  const [aws, datadog, release] = await registered(credentials);
  expect([datadog, aws]).toEqual([
    secret("datadog", "datadog", { address: "https://api.datadoghq.eu", "api-key": "k1", "app-key": "k2" }),
    secret("aws", "verification-aws", { AWS_ACCESS_KEY_ID: "AKIDEXAMPLE", AWS_SECRET_ACCESS_KEY: "k3" }),
  ]);
  expect(release?.after).toEqual(["argo-rollouts-aws", "argo-rollouts-datadog", "argo-rollouts-namespace"]);
  const key = (name: string) => ({
    name,
    valueFrom: { secretKeyRef: { name: "verification-aws", key: name, optional: true } },
  });
  expect(release?.inputs["values"]).toMatchObject({
    controller: {
      extraEnv: [{ name: "AWS_REGION", value: "eu-central-1" }, key("AWS_ACCESS_KEY_ID"), key("AWS_SECRET_ACCESS_KEY")],
      podAnnotations: { "slipway.dev/aws-key": expect.stringMatching(/^[0-9a-f]{12}$/) },
    },
  });
});

test("another key of AWS's makes another Pod, since a running controller keeps its environment", async () => {
  const values = async (accessKeyId: string) => {
    const [, release] = await registered({ aws: { accessKeyId, secretAccessKey: "k" } });
    return JSON.stringify(release?.inputs["values"]);
  };
  expect(await values("one")).toBe(await values("one"));
  expect(await values("one")).not.toBe(await values("two"));
});

test("without credentials there is no Secret, and the chart's values are as ever", async () => {
  const resources = await registered({});
  expect(resources.map(({ name, inputs }) => [name, inputs["values"]])).toEqual([
    ["argo-rollouts-release", partValues("argoRollouts", platform)],
  ]);
});
