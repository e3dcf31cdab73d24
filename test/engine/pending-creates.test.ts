import { expect, test } from "vitest";
import {
  type Deployment,
  interruptedCreates,
  interruptedUpgrades,
  isRelease,
  type ResourceState,
  settle,
  unknownCreates,
} from "../../engine/pending-creates.ts";

const provider = "urn:pulumi:dev::slipway::pulumi:providers:kubernetes::cluster::0001";

function object(kind: string, name: string, namespace?: string): ResourceState {
  const metadata = { name, ...(namespace === undefined ? {} : { namespace }) };
  return {
    urn: `urn:pulumi:dev::slipway::kubernetes:kargo.akuity.io/v1alpha1:${kind}::${name}`,
    type: `kubernetes:kargo.akuity.io/v1alpha1:${kind}`,
    provider,
    parent: "urn:parent",
    inputs: { apiVersion: "kargo.akuity.io/v1alpha1", kind, metadata, spec: { a: 1 } },
  };
}

const stage = object("Stage", "dev", "goserver");
const project = object("Project", "goserver");
const component: ResourceState = { urn: "urn:component", type: "slipway:pipeline:PipelineEnvironment" };

test("objects whose creation had begun are found with what is needed to look them up", () => {
  const deployment = {
    resources: [component],
    pending_operations: [stage, project].map((resource) => ({ resource, type: "creating" })),
  };
  expect(interruptedCreates(deployment)).toEqual([
    {
      urn: stage.urn,
      apiVersion: "kargo.akuity.io/v1alpha1",
      kind: "Stage",
      name: "dev",
      namespace: "goserver",
      provider,
    },
    { urn: project.urn, apiVersion: "kargo.akuity.io/v1alpha1", kind: "Project", name: "goserver", provider },
  ]);
});

test("updates, deletes, other providers' resources and what the state knows already need no look", () => {
  const deployment: Deployment = {
    resources: [project],
    pending_operations: [
      { resource: stage, type: "updating" },
      { resource: stage, type: "deleting" },
      { resource: project, type: "creating" },
      { resource: { ...stage, type: "random:index:RandomId" }, type: "creating" },
      { resource: { ...stage, inputs: {} }, type: "creating" },
    ],
  };
  expect(interruptedCreates(deployment)).toEqual([]);
  expect(settle(deployment, new Set())).toEqual({ resources: [project] });
});

test("an object that exists becomes a resource that the next up applies and awaits again", () => {
  const deployment = {
    version: 3,
    resources: [component],
    pending_operations: [stage, project].map((resource) => ({ resource, type: "creating" })),
  };
  const initErrors = ["the run that created this object was interrupted"];
  expect(settle(deployment as unknown as Deployment, new Set([stage.urn, project.urn]))).toEqual({
    version: 3,
    resources: [
      component,
      { ...stage, id: "goserver/dev", outputs: stage.inputs, initErrors },
      { ...project, id: "goserver", outputs: project.inputs, initErrors },
    ],
  });
});

test("an object that doesn't exist is forgotten", () => {
  const deployment = { resources: [component], pending_operations: [{ resource: stage, type: "creating" }] };
  expect(settle(deployment, new Set())).toEqual({ resources: [component] });
});

test("a state without interruption stays as it is", () => {
  expect(settle({ resources: [component] }, new Set())).toEqual({ resources: [component] });
});

test("a Helm release is known by its own name and namespace, being installed and being upgraded", () => {
  const inputs = { name: "kargo", namespace: "kargo", chart: "oci://example.com/kargo" };
  const release: ResourceState = {
    urn: "urn:pulumi:platform::slipway::kubernetes:helm.sh/v3:Release::kargo-release",
    type: "kubernetes:helm.sh/v3:Release",
    ...{ provider, inputs },
  };
  const { urn } = release;
  const known = { urn, apiVersion: "helm.sh/v3", kind: "Release", name: "kargo", namespace: "kargo", provider };
  const creating: Deployment = { pending_operations: [{ resource: release, type: "creating" }] };
  expect([interruptedCreates(creating), interruptedUpgrades(creating)]).toEqual([[known], []]);
  expect(interruptedCreates(creating).map(isRelease)).toEqual([true]);
  const updating: Deployment = { resources: [release], pending_operations: [{ resource: release, type: "updating" }] };
  expect([interruptedCreates(updating), interruptedUpgrades(updating)]).toEqual([[], [known]]);
  const initErrors = ["the run that created this object was interrupted"];
  expect(settle(creating, new Set([urn]))).toEqual({
    resources: [{ ...release, id: "kargo/kargo", outputs: inputs, initErrors }],
  });
});

test("of repositories it is told that they may exist, and of GitHub's how to take one over", () => {
  const parent = "urn:pulumi:source::slipway::slipway:source:GitHubRepository::goserver";
  const made = (type: string, name: string): ResourceState => ({
    urn: `urn:pulumi:source::slipway::${type}::${name}`,
    type,
    provider: "urn:pulumi:source::slipway::pulumi:providers:github::github::0001",
    parent,
    inputs: { name: "goserver" },
  });
  const types = ["github:index/repository:Repository", "pulumi-nodejs:dynamic/registry:DockerHubRepository"] as const;
  const others = ["command:local:Command", "random:index/randomPassword:RandomPassword"];
  const pending = [...types, ...others].map((type) => ({ resource: made(type, "goserver"), type: "creating" }));
  const deployment = { pending_operations: [...pending, { resource: made(types[0], "done"), type: "updating" }] };
  expect(unknownCreates(deployment, "source")).toEqual([
    {
      type: types[0],
      name: "goserver",
      importCommand:
        "pulumi import github:index/repository:Repository goserver goserver --stack source " +
        `--parent 'parent=${parent}' --provider 'provider=urn:pulumi:source::slipway::pulumi:providers:github::github' ` +
        "--generate-code=false --yes",
    },
    { type: types[1], name: "goserver", importCommand: undefined },
  ]);
  expect(unknownCreates({ ...deployment, resources: [made(types[0], "goserver")] }, "source")).toHaveLength(1);
});
