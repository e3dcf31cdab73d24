import * as pulumi from "@pulumi/pulumi";
import { expect, test, vi } from "vitest";
import { goserver } from "../../apps/goserver/pipeline.ts";
import { program } from "../../index.ts";
import { compile } from "../../model/compile.ts";
import { defaultSettings } from "../../model/settings.ts";
import { type MockOptions, runMocked } from "../support/mocks.ts";

const kubeconfig = `current-context: test
contexts: [{name: test, context: {cluster: home}}]
clusters: [{name: home, cluster: {server: "https://127.0.0.1:6443"}}]
`;
const { digest } = compile(goserver, defaultSettings);

function options(stack: string, more: Record<string, string> = {}): MockOptions {
  const role = stack === "delivery" ? "delivery" : "environment";
  return {
    stack,
    config: { "slipway:role": role, "slipway:kubeconfig": kubeconfig, ...more },
    secretKeys: ["slipway:kubeconfig", "slipway:gitCredentials"],
    stacks: { "organization/slipway/delivery": { digest: { goserver: digest } } },
  };
}

test("the delivery stack exports the digest and Kargo Project of every app", async () => {
  const gitCredentials = '{"username":"slipway","password":"correct-horse"}';
  const { outputs, resources } = await runMocked(
    program,
    options("delivery", { "slipway:gitCredentials": gitCredentials }),
  );
  expect(outputs).toEqual({ digest: { goserver: digest }, project: { goserver: "goserver" } });
  const policy = "kubernetes:admissionregistration.k8s.io/v1:ValidatingAdmissionPolicy";
  const guards = [
    ...["analysistemplates.warn", "freeze-switches", "freights-status", "living-stages", "projectconfigs"],
    ...["projectconfigs.warn", "promotiontasks"],
    ...["stages", "stages.warn", "warehouses", "warehouses.warn"],
  ].map((each) => `slipway.goserver.${each}`);
  expect(resources.map(({ type, name }) => `${type} ${name}`).sort()).toEqual([
    ...guards.map((name) => `${policy} ${name}`),
    ...guards.map((name) => `${policy}Binding ${name}-binding`),
    "kubernetes:core/v1:Namespace goserver-namespace",
    "kubernetes:core/v1:Secret argocd-repository-acme-goserver-5caf43cc",
    "kubernetes:core/v1:Secret goserver-git-acme-goserver-5caf43cc",
    "kubernetes:kargo.akuity.io/v1alpha1:Project goserver-project",
    "kubernetes:kargo.akuity.io/v1alpha1:ProjectConfig goserver-project-config",
    "kubernetes:kargo.akuity.io/v1alpha1:Warehouse goserver-warehouse-main",
    "pulumi:providers:kubernetes cluster",
    "slipway:argocd:RepositoryCredentials argocd",
    "slipway:guard:AdmissionPolicies goserver-guards",
    "slipway:pipeline:DeliveryPipeline goserver",
  ]);
});

test("the provider gets the kubeconfig as a secret and an identifier that outlives it", async () => {
  const { resources } = await runMocked(program, options("delivery"));
  expect(resources.find(({ name }) => name === "cluster")).toEqual({
    type: "pulumi:providers:kubernetes",
    name: "cluster",
    inputs: {
      kubeconfig: { secret: kubeconfig },
      clusterIdentifier: "6c5003f4dd169196",
      enableConfigMapMutable: "true",
      enableSecretMutable: "true",
    },
    after: [],
  });
});

test("an environment stack exports what a person looks for, never promoted or not", async () => {
  const { outputs } = await runMocked(program, options("dev"));
  expect(outputs).toEqual({
    environment: "dev",
    targets: {
      goserver: {
        dev: {
          application: "goserver-dev",
          stage: "dev",
          namespace: "goserver-dev",
          branch: "stage/dev",
          firstPromotion:
            "never promoted until Kargo's first Promotion to dev writes branch stage/dev; Argo CD shows the Application as Unknown until then",
        },
      },
    },
  });
});

test("a stack named like no environment is told which there are", async () => {
  await expect(runMocked(program, options("stagin"))).rejects.toThrow(
    `environment stagin: 1 error
  error slipway:environment: no pipeline of this stack has such an environment; did you mean staging (got "stagin"; allowed dev, staging, prod). Run: pulumi config set slipway:environment NAME, or name the stack like its environment. [unknown-environment]`,
  );
});

test("mistakes of the user's reach the engine as errors without a stack trace", async () => {
  const failed = runMocked(program, options("dev", { "slipway:pipelines": '["gosrver"]' }));
  await expect(failed).rejects.toMatchObject({
    __pulumiRunError: true,
    message: `pipelines: 1 error
  error slipway:pipelines: there is no such pipeline; did you mean goserver (got "gosrver"; allowed goserver). Write apps/gosrver/pipeline.ts or correct the name. [unknown-pipeline]`,
  });
});

test("delivery gives Kargo and Argo CD the secrets of webhooks that the source stack made", async () => {
  const config = { "slipway:webhooks": '["argocd", "github"]' };
  const made = { webhookSecrets: { goserver: { github: "one", dockerhub: "two" } }, argocdWebhookSecret: "three" };
  const run = options("delivery", config);
  const { resources } = await runMocked(program, { ...run, stacks: { "organization/slipway/source": made } });
  const secrets = resources.filter(({ type }) => /Secret(Patch)?$/.test(type));
  const base64 = (text: string) => Buffer.from(text).toString("base64");
  expect(secrets.map(({ name, inputs }) => ({ name, metadata: inputs["metadata"], data: inputs["data"] }))).toEqual([
    {
      name: "argocd-webhook-secret",
      metadata: { name: "argocd-secret", namespace: "argocd", annotations: { "pulumi.com/patchForce": "true" } },
      data: { secret: { "webhook.github.secret": base64("three") } },
    },
    {
      name: "goserver-github-webhook",
      metadata: {
        name: "github-webhook",
        namespace: "goserver",
        labels: { "kargo.akuity.io/cred-type": "generic" },
      },
      data: { secret: { secret: base64("one") } },
    },
  ]);
});

test("delivery with webhooks says which stack comes first, and a preview goes on without them", async () => {
  const config = { "slipway:webhooks": '["github"]' };
  const first = "stack source makes the secrets of webhooks and comes first: run: pulumi up --stack source";
  await expect(runMocked(program, options("delivery", config))).rejects.toThrow(first);
  const { resources } = await runMocked(program, { ...options("delivery", config), preview: true });
  expect(resources.filter(({ type }) => type === "kubernetes:core/v1:Secret")).toEqual([]);
});

test("exceptions in force and missing policies are told at each run, and an exception that ended stops it", async () => {
  const told: string[] = [];
  const warn = vi.spyOn(pulumi.log, "warn").mockImplementation(async (text) => void told.push(text));
  const exception = (expires: Date) => ({
    rule: "G10",
    target: "Stage/prod",
    reason: "the Git host is down",
    approver: "alice",
    expires: `${expires.toISOString().slice(0, 19)}Z`,
  });
  const guards = (expires: Date) => ({ "slipway:guards": JSON.stringify({ exceptions: [exception(expires)] }) });
  const soon = new Date(Date.now() + 3_600_000);
  await runMocked(program, options("dev", guards(soon)));
  expect(told).toEqual([
    `G10 is set aside for Stage/prod until ${exception(soon).expires} by alice: the Git host is down`,
  ]);
  const { resources } = await runMocked(program, options("dev", { "slipway:guards": '{"admissionPolicies": false}' }));
  expect(told.slice(1)).toEqual([
    "slipway:guards says admissionPolicies: false: the API server holds no rule and no freeze; who writes to it directly is held by nobody",
  ]);
  expect(resources.filter(({ type }) => type.includes("ValidatingAdmissionPolicy"))).toEqual([]);
  const ended = runMocked(program, options("dev", guards(new Date(Date.now() - 1000))));
  await expect(ended).rejects.toThrow(/slipway:guards: exceptions\[0\]\.expires: This exception has ended/);
  warn.mockRestore();
});
