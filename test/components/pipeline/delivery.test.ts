import { expect, test } from "vitest";
import { goserver } from "../../../apps/goserver/pipeline.ts";
import { DeliveryPipeline } from "../../../components/pipeline/delivery.ts";
import { compile } from "../../../model/compile.ts";
import type { Pipeline } from "../../../model/definition.ts";
import { defaultSettings } from "../../../model/settings.ts";
import { runMocked } from "../../support/mocks.ts";

const compiled = compile(goserver, defaultSettings);
const { namespace, project, projectConfig, warehouses } = compiled.delivery;

const component = {
  type: "slipway:pipeline:DeliveryPipeline",
  name: "goserver",
  inputs: { app: "goserver", digest: compiled.digest },
  after: [],
};

const objects = [
  { type: "kubernetes:core/v1:Namespace", name: "goserver-namespace", inputs: namespace, after: [], protect: true },
  {
    type: "kubernetes:kargo.akuity.io/v1alpha1:Project",
    name: "goserver-project",
    inputs: { ...project, metadata: { ...project.metadata, annotations: { "pulumi.com/waitFor": "condition=Ready" } } },
    after: ["goserver-namespace"],
    protect: true,
  },
  {
    type: "kubernetes:kargo.akuity.io/v1alpha1:ProjectConfig",
    name: "goserver-project-config",
    inputs: projectConfig,
    after: ["goserver-project"],
  },
  {
    type: "kubernetes:kargo.akuity.io/v1alpha1:Warehouse",
    name: "goserver-warehouse-main",
    inputs: warehouses[0],
    after: ["goserver-project"],
  },
];

test("the namespace comes first, then the Project, then everything inside; no credentials unless given", async () => {
  const { resources } = await runMocked(() => void new DeliveryPipeline("goserver", { compiled }));
  expect(resources).toEqual([component, ...objects]);
});

test("Kargo's Git credentials wait for the Project, carry its label and are secret as a whole", async () => {
  const gitLogin = { username: "slipway", password: "correct-horse" };
  const { resources } = await runMocked(() => void new DeliveryPipeline("goserver", { compiled, gitLogin }));
  expect(resources).toEqual([
    component,
    ...objects,
    {
      type: "kubernetes:core/v1:Secret",
      name: "goserver-git-acme-goserver-5caf43cc",
      inputs: {
        apiVersion: "v1",
        kind: "Secret",
        metadata: {
          name: "git-acme-goserver-5caf43cc",
          namespace: "goserver",
          labels: { "kargo.akuity.io/cred-type": "git" },
        },
        type: "Opaque",
        data: {
          secret: {
            repoURL: Buffer.from("https://github.com/acme/goserver").toString("base64"),
            username: Buffer.from("slipway").toString("base64"),
            password: Buffer.from("correct-horse").toString("base64"),
          },
        },
      },
      after: ["goserver-project"],
    },
  ]);
});

test("where no environment is protected, nothing is", async () => {
  const { prod, ...others } = goserver.stages;
  const open = compile(
    { ...goserver, stages: { ...others, prod: { ...prod, protected: false } } } as Pipeline,
    defaultSettings,
  );
  const { resources } = await runMocked(() => void new DeliveryPipeline("goserver", { compiled: open }));
  expect(resources.filter((each) => each.protect)).toEqual([]);
});

test("a GitHub App's login stands in the same Secret, under the names that Kargo reads", async () => {
  const gitLogin = { githubAppID: "1", githubAppInstallationID: "2", githubAppPrivateKey: "a key" };
  const { resources } = await runMocked(() => void new DeliveryPipeline("goserver", { compiled, gitLogin }));
  const secret = resources.find(({ type }) => type === "kubernetes:core/v1:Secret");
  expect(secret?.inputs["data"]).toEqual({
    secret: {
      repoURL: base64("https://github.com/acme/goserver"),
      githubAppID: base64("1"),
      githubAppInstallationID: base64("2"),
      githubAppPrivateKey: base64("a key"),
    },
  });
});

test("Kargo's logins to registries go to the images they are for", async () => {
  const imageLogins = {
    "docker.io": { username: "reader", password: "correct-horse" },
    "ghcr.io": { username: "x", password: "y" },
  };
  const { resources } = await runMocked(() => void new DeliveryPipeline("goserver", { compiled, imageLogins }));
  const added = resources.filter(({ type }) => type === "kubernetes:core/v1:Secret");
  expect(added).toEqual([
    {
      type: "kubernetes:core/v1:Secret",
      name: expect.stringMatching(/^goserver-image-acme-goserver-[0-9a-f]{8}$/),
      inputs: {
        apiVersion: "v1",
        kind: "Secret",
        metadata: {
          name: expect.stringMatching(/^image-acme-goserver-[0-9a-f]{8}$/),
          namespace: "goserver",
          labels: { "kargo.akuity.io/cred-type": "image" },
        },
        type: "Opaque",
        data: {
          secret: {
            repoURL: base64("docker.io/acme/goserver"),
            username: base64("reader"),
            password: base64("correct-horse"),
          },
        },
      },
      after: ["goserver-project"],
    },
  ]);
});

test("Secrets that verifications log in by stand in the Project, secret as a whole", async () => {
  const verification = { datadog: { "api-key": "k1", "app-key": "k2" } };
  const { resources } = await runMocked(() => void new DeliveryPipeline("goserver", { compiled, verification }));
  expect(resources.filter(({ type }) => type === "kubernetes:core/v1:Secret")).toEqual([
    {
      type: "kubernetes:core/v1:Secret",
      name: "goserver-verification-datadog",
      inputs: {
        apiVersion: "v1",
        kind: "Secret",
        metadata: { name: "datadog", namespace: "goserver" },
        type: "Opaque",
        data: { secret: { "api-key": base64("k1"), "app-key": base64("k2") } },
      },
      after: ["goserver-project"],
    },
  ]);
});

test("receivers of webhooks come with their Secrets, which the ProjectConfig waits for", async () => {
  const webhooks = { github: "s3cret" };
  const { resources } = await runMocked(() => void new DeliveryPipeline("goserver", { compiled, webhooks }));
  const named = (name: string) => resources.find((each) => each.name === name);
  expect(named("goserver-github-webhook")).toEqual({
    type: "kubernetes:core/v1:Secret",
    name: "goserver-github-webhook",
    inputs: {
      apiVersion: "v1",
      kind: "Secret",
      metadata: {
        name: "github-webhook",
        namespace: "goserver",
        labels: { "kargo.akuity.io/cred-type": "generic" },
      },
      type: "Opaque",
      data: { secret: { secret: base64("s3cret") } },
    },
    after: ["goserver-project"],
  });
  expect(named("goserver-project-config")).toMatchObject({
    inputs: { spec: { webhookReceivers: [{ name: "github", github: { secretRef: { name: "github-webhook" } } }] } },
    after: ["goserver-github-webhook", "goserver-project"],
  });
});

test("a second run registers the same bytes", async () => {
  const run = () => runMocked(() => void new DeliveryPipeline("goserver", { compiled }));
  expect(JSON.stringify((await run()).resources)).toBe(JSON.stringify((await run()).resources));
});

function base64(text: string): string {
  return Buffer.from(text).toString("base64");
}
