/**
 * What `slipway down` sees of a real API server before it deletes anything, and while it waits: controllers that don't run
 * (F24, F25), objects that no stack knows, a cluster that doesn't answer. The engine has no part in it, so states are made
 * up here.
 */
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Surroundings } from "../../../cli/cluster/connect.ts";
import { stackState } from "../../../cli/stacks/stack-state.ts";
import { checkStrangers } from "../../../cli/stacks/strangers.ts";
import { checkControllers } from "../../../cli/stacks/teardown-cluster.ts";
import { watchHeld } from "../../../cli/stacks/watch-held.ts";
import type { Deployment, ResourceState } from "../../../engine/pending-creates.ts";
import type { StackRole } from "../../../model/stack-order.ts";
import { hasPipelineCluster, type PipelineCluster, startPipelineCluster } from "../../engine/pipeline-cluster.ts";

const commands = { gone: "slipway down --cluster-gone", onward: "slipway down --skip-doctor" };
const merge = "application/merge-patch+json";
const argo = "/apis/argoproj.io/v1alpha1/namespaces/argocd/applications";
const sets = "/apis/apps/v1/namespaces/argocd/statefulsets";
const deployments = "/apis/apps/v1/namespaces/kargo/deployments";

describe.skipIf(!hasPipelineCluster())("before anything is destroyed", { timeout: 600_000 }, () => {
  let cluster: PipelineCluster;
  let around: Surroundings;
  let running = true;
  beforeAll(async () => {
    cluster = await startPipelineCluster();
    const { signal } = new AbortController();
    around = { env: {}, state: cluster.folder, start: () => "slipway sandbox up", home: cluster.folder, signal };
    for (const name of ["goserver", "kargo"]) await cluster.ask("POST", "/api/v1/namespaces", { metadata: { name } });
  });
  afterAll(async () => {
    if (running) await cluster?.stop();
  });

  const provider = "urn:pulumi:dev::p::pulumi:providers:kubernetes::cluster";
  const object = (apiVersion: string, kind: string, name: string, namespace?: string, finalizers?: string[]) => ({
    urn: `urn:pulumi:dev::p::kubernetes:${apiVersion}:${kind}::${name}`,
    type: `kubernetes:${apiVersion}:${kind}`,
    custom: true,
    inputs: {
      apiVersion,
      kind,
      metadata: { name, ...(namespace && { namespace }), ...(finalizers && { finalizers }) },
    },
  });
  const finalizer = "resources-finalizer.argocd.argoproj.io";
  const application = object("argoproj.io/v1alpha1", "Application", "goserver-dev", "argocd", [finalizer]);
  const stage = object("kargo.akuity.io/v1alpha1", "Stage", "dev", "goserver");
  const project = object("kargo.akuity.io/v1alpha1", "Project", "goserver");
  const release = {
    urn: "urn:pulumi:platform::p::kubernetes:helm.sh/v3:Release::argocd",
    type: "kubernetes:helm.sh/v3:Release",
    custom: true,
  };
  const stack = (name: string, role: StackRole, ...resources: ResourceState[]) => {
    const login = { urn: provider, type: "pulumi:providers:kubernetes", inputs: { kubeconfig: cluster.kubeconfig } };
    const deployment: Deployment = { resources: [login, ...resources] };
    return { state: stackState({ name, role, environment: name }, deployment), deployment };
  };
  const refusal = (work: Promise<void>) =>
    work.then(
      () => "",
      (error: Error) => error.message,
    );
  const workload = (name: string, container: object) => ({
    metadata: { name },
    spec: {
      replicas: 0,
      selector: { matchLabels: { app: name } },
      template: { metadata: { labels: { app: name } }, spec: { containers: [container] } },
    },
  });

  test("a controller that isn't in the cluster may run elsewhere, and holds up nothing", async () => {
    expect(await refusal(checkControllers([stack("dev", "environment", application, stage)], around, commands))).toBe(
      "",
    );
  });

  test("F25: Argo CD's controller is stopped: nothing is marked for deletion, so none that comes back deletes a workload", async () => {
    const controller = {
      name: "c",
      image: "quay.io/argoproj/argocd:v3.5.1",
      args: ["/usr/local/bin/argocd-application-controller"],
    };
    const { code } = await cluster.ask("POST", sets, workload("argocd-application-controller", controller));
    expect(code).toBe(201);
    expect(await refusal(checkControllers([stack("dev", "environment", application, stage)], around, commands))).toBe(
      "stack dev: Argo CD's application controller doesn't run: StatefulSet argocd/argocd-application-controller is scaled to 0, and without it these would never go: Application argocd/goserver-dev\n" +
        "  First: kubectl scale -n argocd statefulset/argocd-application-controller --replicas=1\n" +
        "  Only where it is gone for good, what keeps it:\n" +
        `    kubectl patch applications.argoproj.io goserver-dev -n argocd --type=merge -p '{"metadata":{"finalizers":null}}'\n` +
        "Nothing was destroyed. After that: slipway down --skip-doctor",
    );
    expect(await refusal(checkControllers([stack("delivery", "delivery", project)], around, commands))).toBe("");
  });

  test("F24: Kargo is uninstalled but for its CRDs and a Deployment without Pods", async () => {
    const controller = { name: "k", image: "ghcr.io/akuity/kargo:v1.11.2", args: ["management-controller"] };
    await cluster.ask("POST", deployments, workload("kargo-management-controller", controller));
    expect(await refusal(checkControllers([stack("delivery", "delivery", project)], around, commands))).toBe(
      "stack delivery: Kargo's management controller doesn't run: Deployment kargo/kargo-management-controller is scaled to 0, and without it these would never go: Project goserver\n" +
        "  First: kubectl scale -n kargo deployment/kargo-management-controller --replicas=1\n" +
        "  Only where it is gone for good, what keeps it:\n" +
        `    kubectl patch projects.kargo.akuity.io goserver --type=merge -p '{"metadata":{"finalizers":null}}'\n` +
        "Nothing was destroyed. After that: slipway down --skip-doctor",
    );
  });

  test("F24: what is held is told with its controller and the safe command, and that command lets it go", async () => {
    const path = "/apis/kargo.akuity.io/v1alpha1/projects";
    const body = { ...project.inputs, metadata: { name: "goserver", finalizers: ["kargo.akuity.io/finalizer"] } };
    expect(await cluster.ask("POST", path, body)).toMatchObject({ code: 201 });
    await cluster.ask("DELETE", `${path}/goserver`);
    const watch = watchHeld(stack("delivery", "delivery", project).deployment, around);
    expect((await watch?.explain())?.replace(/for \d+ min/, "for N min")).toBe(
      "! Project goserver has been going for N min: held by kargo.akuity.io/finalizer; Kargo's management controller doesn't run: Deployment kargo/kargo-management-controller is scaled to 0 [held]\n" +
        "    Start it: kubectl scale -n kargo deployment/kargo-management-controller --replicas=1. Only where it is gone for good: " +
        `kubectl patch projects.kargo.akuity.io goserver --type=merge -p '{"metadata":{"finalizers":null}}' (its namespace and its ClusterRole kargo-project-admin-… then stay)`,
    );
    await cluster.ask("PATCH", `${path}/goserver`, { metadata: { finalizers: null } }, merge);
    while ((await cluster.ask("GET", `${path}/goserver`)).code !== 404) await sleep(100);
    expect(await watch?.explain()).toBe("");
  });

  test("a Stage that no stack has keeps its Project, with the command that comes first", async () => {
    const path = "/apis/kargo.akuity.io/v1alpha1/namespaces/goserver/stages";
    for (const name of ["dev", "by-hand"]) {
      const body = { ...stage.inputs, metadata: { name, namespace: "goserver" } };
      expect(await cluster.ask("POST", path, body)).toMatchObject({ code: 201 });
    }
    const own = [stack("dev", "environment", stage), stack("delivery", "delivery", project)];
    expect(await refusal(checkStrangers(own, around))).toBe(
      "stack delivery holds the Kargo Project goserver, with which these would go, and no stack that is to be destroyed has them: Stage goserver/by-hand. " +
        "Nothing was destroyed. First destroy the stacks they are of, or what nobody needs:\n" +
        "    kubectl delete stages.kargo.akuity.io by-hand -n goserver",
    );
    await cluster.ask("DELETE", `${path}/by-hand`);
    expect(await refusal(checkStrangers(own, around))).toBe("");
  });

  test("the platform stays while anything needs its controllers, unless it goes with the cluster that it is in", async () => {
    const body = { ...application.inputs, metadata: { name: "somebodys", namespace: "argocd" } };
    expect(await cluster.ask("POST", argo, body)).toMatchObject({ code: 201 });
    expect(await refusal(checkStrangers([stack("platform", "platform", release)], around))).toBe(
      "stack platform holds Argo CD and Kargo, whose controllers these need to go, and no stack that is to be destroyed has them: Application argocd/somebodys, Stage goserver/dev. " +
        "Nothing was destroyed. First destroy the stacks they are of, or what nobody needs:\n" +
        "    kubectl delete applications.argoproj.io somebodys -n argocd\n    kubectl delete stages.kargo.akuity.io dev -n goserver",
    );
    const inKind = { ...release, deletedWith: "urn:pulumi:platform::p::command:local:Command::cluster" };
    expect(await refusal(checkStrangers([stack("platform", "platform", inKind)], around))).toBe("");
  });

  test("a login that has expired is no reason to give the cluster up", async () => {
    const { state, deployment } = stack("dev", "environment", application);
    const expired = JSON.parse(
      JSON.stringify(deployment).replaceAll(/token: [0-9a-f]+/g, "token: expired"),
    ) as Deployment;
    expect(await refusal(checkControllers([{ state, deployment: expired }], around, commands))).toBe(
      "context test, the cluster of stack dev, can't be logged in to: Unauthorized. Nothing was destroyed. " +
        "Log in to it again and run the same command",
    );
  });

  test("F07: a cluster that doesn't answer is named, with the one command for when it no longer exists", async () => {
    const one = [stack("dev", "environment", application)];
    await cluster.stop();
    running = false;
    expect(await refusal(checkControllers(one, around, commands))).toBe(
      `context test, the cluster of stack dev, doesn't answer at ${cluster.server}: nothing listens there. Nothing was destroyed. ` +
        "Start it, or if the cluster no longer exists: slipway down --cluster-gone",
    );
  });
});
