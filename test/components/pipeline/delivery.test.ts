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

test("a second run registers the same bytes", async () => {
  const run = () => runMocked(() => void new DeliveryPipeline("goserver", { compiled }));
  expect(JSON.stringify((await run()).resources)).toBe(JSON.stringify((await run()).resources));
});
