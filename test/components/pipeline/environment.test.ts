import * as k8s from "@pulumi/kubernetes";
import { expect, test } from "vitest";
import { goserver } from "../../../apps/goserver/pipeline.ts";
import { PipelineEnvironment } from "../../../components/pipeline/environment.ts";
import { type CompiledEnvironment, type CompiledTarget, compile } from "../../../model/compile.ts";
import type { Pipeline } from "../../../model/definition.ts";
import { nobody } from "../../../model/people/people.ts";
import { defaultSettings } from "../../../model/settings.ts";
import { runMocked } from "../../support/mocks.ts";

function environmentOf(pipeline: Pipeline, name: string): CompiledEnvironment {
  const found = compile(pipeline, defaultSettings).environments.find((each) => each.name === name);
  if (found === undefined) throw new Error(name);
  return found;
}

function objectsOf(target: CompiledTarget, protect: { protect?: true } = {}): object[] {
  const name = target.applicationName;
  return [
    { type: "kubernetes:core/v1:Namespace", name: `${name}-namespace`, inputs: target.namespace, after: [] },
    {
      type: "kubernetes:argoproj.io/v1alpha1:AppProject",
      name: `${name}-app-project`,
      inputs: target.appProject,
      after: [],
    },
    {
      type: "kubernetes:argoproj.io/v1alpha1:Application",
      name: `${name}-application`,
      inputs: target.application,
      after: [`${name}-app-project`, `${name}-namespace`],
    },
    {
      type: "kubernetes:kargo.akuity.io/v1alpha1:Stage",
      name: `${name}-stage`,
      inputs: target.stage,
      after: [`${name}-application`],
    },
  ].map((object) => ({ ...object, ...protect }));
}

const byName = (a: object, b: object) => ((a as { name: string }).name < (b as { name: string }).name ? -1 : 1);

test("namespace and AppProject come before the Application, the Application before the Stage", async () => {
  const environment = environmentOf(goserver, "dev");
  const { resources } = await runMocked(
    () => void new PipelineEnvironment("goserver-dev", { app: "goserver", environment }),
  );
  expect([...resources].sort(byName)).toEqual(
    [
      {
        type: "slipway:pipeline:PipelineEnvironment",
        name: "goserver-dev",
        inputs: { app: "goserver", environment: "dev", protected: false, stages: ["dev"] },
        after: [],
      },
      ...environment.targets.flatMap((target) => objectsOf(target)),
    ].sort(byName),
  );
});

test("every target has its own four objects; in a protected environment Pulumi deletes none of them", async () => {
  const { prod, ...others } = goserver.stages;
  const { promotionTemplate } = goserver;
  if (promotionTemplate?.kind !== "renderedKustomize") throw new Error("the sample's template has changed");
  const overlays = { ...promotionTemplate.overlays, "prod-eu": "k8s/eu", "prod-us": "k8s/us" };
  const split = {
    ...goserver,
    promotionTemplate: { ...promotionTemplate, overlays },
    stages: { ...others, prod: { ...prod, targets: ["eu", "us"] } },
  } as Pipeline;
  const environment = environmentOf(split, "prod");
  const { resources } = await runMocked(
    () => void new PipelineEnvironment("goserver-prod", { app: "goserver", environment }),
  );
  expect(environment.targets.map((target) => target.stageName)).toEqual(["prod-eu", "prod-us"]);
  expect([...resources].sort(byName)).toEqual(
    [
      {
        type: "slipway:pipeline:PipelineEnvironment",
        name: "goserver-prod",
        inputs: { app: "goserver", environment: "prod", protected: true, stages: ["prod-eu", "prod-us"] },
        after: [],
      },
      ...environment.targets.flatMap((target) => objectsOf(target, { protect: true })),
    ].sort(byName),
  );
});

test("of a protected environment that verifies, only the AnalysisTemplate may go", async () => {
  const { prod, staging, ...others } = goserver.stages;
  const verification = staging !== undefined && "verification" in staging ? staging.verification : undefined;
  const verified = { ...prod, verification };
  const environment = environmentOf(
    { ...goserver, stages: { ...others, staging, prod: verified } } as Pipeline,
    "prod",
  );
  const { resources } = await runMocked(
    () => void new PipelineEnvironment("goserver-prod", { app: "goserver", environment }),
  );
  expect(resources.filter((each) => !each.protect).map(({ type }) => type)).toEqual([
    "slipway:pipeline:PipelineEnvironment",
    "kubernetes:argoproj.io/v1alpha1:AnalysisTemplate",
  ]);
});

test("nodes get a login to the app's registries, before the Application brings Pods", async () => {
  const environment = environmentOf(goserver, "dev");
  const logins = { "docker.io": { username: "reader", password: "correct-horse" } };
  const pull = { images: ["docker.io/acme/goserver"], logins };
  const { resources } = await runMocked(
    () => void new PipelineEnvironment("goserver-dev", { app: "goserver", environment, pull }),
  );
  const auth = Buffer.from("reader:correct-horse").toString("base64");
  const config = { auths: { "https://index.docker.io/v1/": { username: "reader", password: "correct-horse", auth } } };
  expect(resources.find(({ type }) => type === "kubernetes:core/v1:Secret")).toEqual({
    type: "kubernetes:core/v1:Secret",
    name: "goserver-dev-registry-login",
    inputs: {
      apiVersion: "v1",
      kind: "Secret",
      metadata: { name: "registry-login", namespace: "goserver-dev" },
      type: "kubernetes.io/dockerconfigjson",
      data: { secret: { ".dockerconfigjson": Buffer.from(JSON.stringify(config)).toString("base64") } },
    },
    after: ["goserver-dev-namespace"],
  });
  expect(resources.find(({ name }) => name === "goserver-dev-application")?.after).toContain(
    "goserver-dev-registry-login",
  );
});

test("promoters come after the guards, and their binding after what it names; Pulumi may delete them", async () => {
  const people = { ...nobody, promoter: { prod: ["release"] } };
  const environment = compile(goserver, { ...defaultSettings, people }).environments.find(
    ({ name }) => name === "prod",
  );
  if (environment === undefined) throw new Error("no prod");
  const { resources } = await runMocked(() => {
    const guard = new k8s.core.v1.ConfigMap("guard", {});
    void new PipelineEnvironment("goserver-prod", { app: "goserver", environment, after: [guard] });
  });
  const [account, role, binding] = environment.promoters;
  const rbac = "kubernetes:rbac.authorization.k8s.io/v1";
  const promoters = resources.filter(({ name }) => name.startsWith("goserver-prod-promoters"));
  expect([...promoters].sort(byName)).toEqual([
    {
      type: "kubernetes:core/v1:ServiceAccount",
      name: "goserver-prod-promoters-account",
      inputs: account,
      after: ["guard"],
    },
    {
      type: `${rbac}:RoleBinding`,
      name: "goserver-prod-promoters-binding",
      inputs: binding,
      after: ["goserver-prod-promoters-account", "goserver-prod-promoters-role", "guard"],
    },
    { type: `${rbac}:Role`, name: "goserver-prod-promoters-role", inputs: role, after: ["guard"] },
  ]);
});
