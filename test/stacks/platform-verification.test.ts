import { describe, expect, test } from "vitest";
import { cloudWatch, datadog, type Verification } from "../../model/definition.ts";
import { platformOf } from "../../model/platform/platform.ts";
import { ProblemsError } from "../../model/problem.ts";
import { readPlatformSettings } from "../../stacks/platform-settings.ts";
import { missingCredentials } from "../../stacks/platform-verification.ts";
import { edited } from "../model/sample.ts";

const aws = { awsAccessKeyId: "AKIDEXAMPLE", awsSecretAccessKey: "Canary" };
const dd = { datadogApiKey: "Canary-api", datadogAppKey: "Canary-app" };
const region = { verification: { aws: { region: "eu-central-1" } } };

function read(platform: object, secrets: Record<string, string>) {
  const values = { role: "platform", platform: JSON.stringify(platform), ...secrets };
  const named = Object.entries(values).map(([key, value]) => [`slipway:${key}`, value] as const);
  const secretKeys = Object.keys(secrets).map((key) => `slipway:${key}`);
  return readPlatformSettings({ project: "slipway", stack: "platform", values: Object.fromEntries(named), secretKeys });
}

function problems(...args: Parameters<typeof read>): string[] {
  try {
    read(...args);
  } catch (error) {
    if (!(error instanceof ProblemsError)) throw error;
    expect(error.message).not.toContain("Canary");
    return error.message.split("\n  ").slice(1);
  }
  return [];
}

test("keys of providers are read, each pair together", () => {
  expect(read(region, { ...dd, ...aws }).credentials).toEqual({
    datadog: { apiKey: "Canary-api", appKey: "Canary-app" },
    aws: { accessKeyId: "AKIDEXAMPLE", secretAccessKey: "Canary" },
  });
  expect(read({}, {}).credentials).toEqual({});
});

test.each<[string, object, Record<string, string>, string[]]>([
  [
    "half a pair",
    {},
    { datadogAppKey: "Canary" },
    [
      "error slipway:datadogApiKey: whoever is asked takes this together with datadogAppKey, which is set. Run: pulumi config set --stack platform --secret slipway:datadogApiKey KEY. [config-missing]",
    ],
  ],
  [
    "the end of a line",
    region,
    { ...aws, awsSecretAccessKey: "Canary\n" },
    [
      "error slipway:awsSecretAccessKey: This has white space around it, perhaps the end of a line (got a text that is no token of a known kind, 7 characters). Run: pulumi config set --stack platform --secret slipway:awsSecretAccessKey KEY. [config-value]",
    ],
  ],
  [
    "AWS's keys without a region",
    {},
    aws,
    [
      'error slipway:awsAccessKeyId: AWS\'s keys do nothing without a region. Add to slipway:platform: "verification": {"aws": {"region": "eu-central-1"}}. [config-without-effect]',
    ],
  ],
  [
    "AWS's keys beside a role",
    { verification: { aws: { region: "eu-central-1", roleArn: "arn:aws:iam::123456789012:role/rollouts" } } },
    aws,
    [
      "error slipway:awsAccessKeyId: platform.verification.aws.roleArn already says who asks, and these keys would never be used. Remove roleArn, or take both keys off. [config-without-effect]",
    ],
  ],
  [
    "AWS's keys for somebody else's controller",
    { ...region, parts: { argoRollouts: { install: false } } },
    aws,
    [
      "error slipway:awsAccessKeyId: Argo Rollouts is installed by somebody else, who alone can give its controller AWS's keys. Let them do it, and take both keys off. [config-without-effect]",
    ],
  ],
  [
    "AWS's keys for a controller that is taken over",
    { ...region, parts: { argoRollouts: { takeOver: { installedBy: "helm" } } } },
    aws,
    [
      "error slipway:awsAccessKeyId: Argo Rollouts is installed by somebody else, who alone can give its controller AWS's keys. Let them do it, and take both keys off. [config-without-effect]",
    ],
  ],
  [
    "a role that is none",
    { verification: { aws: { region: "Frankfurt", roleArn: "rollouts" }, datadog: { address: "https://x/" } } },
    {},
    [
      'error slipway:platform: platform.verification.aws.region: the value has the wrong form (got "Frankfurt"; allowed the code of an AWS region, such as eu-central-1). See docs/platform.md. [config-value]',
      'error slipway:platform: platform.verification.aws.roleArn: the value has the wrong form (got "rollouts"; allowed the ARN of an IAM role, such as arn:aws:iam::123456789012:role/slipway). See docs/platform.md. [config-value]',
      'error slipway:platform: platform.verification.datadog.address: the value has the wrong form (got "https://x/"; allowed https:// and a host without a path, such as https://api.datadoghq.eu). See docs/platform.md. [config-value]',
    ],
  ],
])("%s is told", (_what, platform, secrets, expected) => {
  expect(problems(platform, secrets)).toEqual(expected);
});

describe("a definition that asks a provider", () => {
  const condition = { successCondition: "result < 1" };
  const asksDatadog = [datadog({ query: "q", ...condition })];
  const asksAws = [cloudWatch({ metricDataQueries: [{ id: "a", expression: "b" }], ...condition })];
  const said = (verification: Verification[], platform: object = {}, credentials = {}) => {
    const { platform: read } = platformOf(platform);
    if (read === undefined) throw new Error("no platform");
    return missingCredentials(read, credentials, [edited({ "stages.staging.verification": verification })]);
  };

  test("without any key is told which to set", () => {
    expect([...said(asksDatadog), ...said(asksAws)]).toEqual([
      "goserver: verification of staging asks Datadog, and this stack has no keys for it, so it would end in an error. Run: pulumi config set --secret slipway:datadogApiKey KEY and pulumi config set --secret slipway:datadogAppKey KEY",
      'goserver: verification of staging asks AWS, and Argo Rollouts\' controller is told no region, so it would end in an error. Add to slipway:platform: "verification": {"aws": {"region": "eu-central-1"}}',
    ]);
  });

  const own = [datadog({ query: "q", ...condition, secretRef: { name: "datadog", namespaced: true } })];
  const values = (given: object) => ({ parts: { argoRollouts: { values: given } } });
  test.each<[string, Verification[], object, object]>([
    ["has its keys", asksDatadog, {}, { datadog: { apiKey: "a", appKey: "b" } }],
    ["has a Secret of its Project", own, {}, {}],
    ["has a region", asksAws, region, {}],
    ["asks by a controller that is somebody else's", asksDatadog, { parts: { argoRollouts: { install: false } } }, {}],
    [
      "asks by a controller that is taken over with values of its own",
      asksAws,
      { parts: { argoRollouts: { takeOver: { installedBy: "helm" } } } },
      {},
    ],
    ["asks by an environment of one's own", asksDatadog, values({ controller: { extraEnv: [] } }), {}],
    ["asks by an identity of one's own", asksAws, values({ serviceAccount: { annotations: {} } }), {}],
  ])("that %s is told nothing", (_what, verification, platform, credentials) => {
    expect(said(verification, platform, credentials)).toEqual([]);
  });
});
