/**
 * What a freeze can't stop: a Promotion that waits for its pull request when the window begins, and a person who merges it.
 * docs/freezes.md tells the state of Git, Promotion and Application as it is here, with the real Argo CD; Kargo is the stand-in.
 */
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Compiled, compile } from "../../model/compile.ts";
import type { FreezeWindow } from "../../model/definition/freeze.ts";
import { configurationOnly, git, pipeline, warehouse } from "../../model/definition.ts";
import { wallMinute } from "../../model/freeze/calendar.ts";
import { freezeObjects } from "../../model/freeze/objects.ts";
import { weekText } from "../../model/freeze/time-text.ts";
import type { KubeObject } from "../../model/object.ts";
import { ownGuards } from "../../model/rules/index.ts";
import { defaultSettings } from "../../model/settings.ts";
import { GiteaClient } from "../../sandbox/pull-requests/client.ts";
import { type KargoCluster, startKargoCluster } from "../sandbox/kargo/kargo-cluster.ts";
import { type Any, until } from "../sandbox/kargo/live.ts";
import { TestProject } from "../sandbox/kargo/test-project.ts";
import { folderOf } from "../support/kargo-server.ts";

const zone = "Europe/Berlin";
let cluster: KargoCluster;
let project: TestProject;

beforeAll(async () => {
  cluster = await startKargoCluster({ kind: "stand-in" }, ["applicationController", "repoServer"]);
  project = await new TestProject(cluster, "frozen").make();
  await cluster.admin.create("/api/v1/namespaces/argocd/secrets", {
    apiVersion: "v1",
    kind: "Secret",
    metadata: { name: "frozen", namespace: "argocd", labels: { "argocd.argoproj.io/secret-type": "repository" } },
    stringData: { type: "git", url: project.repository, ...cluster.login },
  });
});
afterAll(() => cluster?.stop());

function compiled(freeze: readonly FreezeWindow[]): Compiled {
  const windows = freeze.length === 0 ? {} : { freeze: freeze as [FreezeWindow, ...FreezeWindow[]] };
  const definition = pipeline("frozen", {
    warehouses: { main: { git: git("https://github.com/acme/frozen", { branch: "main" }), interval: "2s" } },
    promotionTemplate: configurationOnly({ folder: (stage) => `k8s/${stage.stage}` }),
    stages: { prod: { from: warehouse("main"), through: "pull-request", ...windows } },
  });
  const mirrors = [{ from: "https://github.com/acme/frozen", to: project.repository }];
  return compile(definition, { ...defaultSettings, mirrors, gitProvider: "gitea" });
}

const prodOf = ({ environments }: Compiled) => {
  const [prod] = environments;
  const [target] = prod?.targets ?? [];
  if (prod === undefined || target === undefined) throw new Error("no prod");
  return { prod, target, freeze: freezeObjects({ app: "frozen", project: "frozen" }, prod, ownGuards) };
};
const create = (object: KubeObject | undefined) =>
  object === undefined ? undefined : cluster.admin.create(folderOf(object), object);
const change = (object: KubeObject | undefined) =>
  cluster.admin.merge(`${folderOf(object ?? {})}/${object?.metadata.name}`, { spec: object?.["spec"] });

const application = async () =>
  (await cluster.admin.get<Any>("/apis/argoproj.io/v1alpha1/namespaces/argocd/applications/frozen-prod")) ?? {};
const deployed = async () =>
  (await cluster.admin.get<Any>("/api/v1/namespaces/frozen-prod/configmaps/settings"))?.data?.colour;
const person = new GiteaClient(async () => cluster.login);

/** A commit on main that says a colour, and the Promotion of its Freight, waiting for its pull request. */
async function promote(colour: string): Promise<{ name: string; request: number }> {
  const settings = `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: settings}\ndata: {colour: ${colour}}`;
  await project.commit("k8s/prod/kustomization.yaml", "resources: [settings.yaml]").catch(() => "unchanged");
  const id = await project.commit("k8s/prod/settings.yaml", settings);
  const freight = await until(`Freight of ${colour}`, async () =>
    (await project.list("Freight")).find((each) => each.commits?.[0]?.id === id),
  );
  const { metadata } = await project.promote("prod", freight.metadata.name);
  const [request] = await until("its pull request", async () => {
    const open = await person.list(project.repository);
    return open.length > 0 ? open : undefined;
  });
  return { name: metadata.name, request: request?.id ?? 0 };
}

test("a pull request that is merged inside a window changes Git; its Promotion and Application wait for the window's end", async () => {
  const calm = compiled([]);
  const { target, freeze } = prodOf(calm);
  for (const each of [
    ...calm.delivery.warehouses,
    target.namespace,
    target.appProject,
    target.application,
    target.stage,
    ...freeze,
  ])
    await create(each);
  const first = await promote("green");
  await person.merge(project.repository, first.request);
  expect((await project.ended(first.name)).status.phase).toBe("Succeeded");
  expect(await until("green", async () => ((await deployed()) === "green" ? "green" : undefined))).toBe("green");

  const second = await promote("red");
  const before = await project.log("stage/prod");
  // the window begins: what `up` would have compiled had it been written down before
  const now = wallMinute(Date.now(), zone);
  const window = { from: weekText(now - 5), until: weekText(now + 60), zone } as FreezeWindow;
  const frozen = prodOf(compiled([window]));
  await change(frozen.target.appProject);
  await change(frozen.freeze[1]);
  const [freight] = await project.list("Freight");
  const refusal = await until("the policy to refuse", async () =>
    project.promote("prod", freight.metadata.name).then(
      ({ metadata }) =>
        cluster.admin
          .delete(`/apis/kargo.akuity.io/v1alpha1/namespaces/frozen/promotions/${metadata.name}`)
          .then(() => undefined),
      (error: Error) => (error.message.includes("G16") ? error.message : undefined),
    ),
  );
  expect(refusal).toContain(
    `G16: prod of frozen is frozen, ${window.from} to ${window.until} (Europe/Berlin). Wait until the freeze ends.`,
  );

  const merged = await person.merge(project.repository, second.request);
  await until("Argo CD to hold the sync back", async () => {
    const message = (await application()).status?.operationState?.message ?? "";
    return /sync window/i.test(message) ? message : undefined;
  });
  // Each is told by a controller of its own, in its time; then nothing moves for a while.
  await until("the Promotion and the Application to wait", async () => {
    const { status, spec } = (await project.get("Promotion", second.name)) ?? {};
    const isWaiting = spec?.steps[status?.currentStep]?.uses === "argocd-update";
    return isWaiting && (await application()).status?.sync?.status === "OutOfSync" ? true : undefined;
  });
  await sleep(15_000);
  const { status, spec } = (await project.get("Promotion", second.name)) ?? {};
  const live = await application();
  const told = {
    git: (await project.log("stage/prod")).length - before.length,
    promotion: [status.phase, spec.steps[status.currentStep].uses, status.message ?? ""],
    application: [
      live.status.sync.status,
      live.status.health.status,
      live.status.operationState.phase,
      live.status.operationState.message,
    ],
    deployed: await deployed(),
  };
  console.log(JSON.stringify(told));
  expect(told).toEqual({
    git: expect.any(Number),
    promotion: ["Running", "argocd-update", expect.any(String)],
    application: ["OutOfSync", "Healthy", "Running", "Sync operation blocked by sync window"],
    deployed: "green",
  });
  expect(told.git).toBeGreaterThan(0);

  // the window ends
  await change({
    ...target.appProject,
    spec: { ...(target.appProject?.["spec"] as object), syncWindows: null },
  } as KubeObject);
  const ended = await project.ended(second.name);
  expect([ended.status.phase, ended.status.message ?? ""]).toEqual(["Succeeded", ""]);
  // Argo CD compares once more after its sync has ended.
  const synced = await until("the Application to be Synced", async () => {
    const { sync } = (await application()).status;
    return sync.status === "Synced" ? sync : undefined;
  });
  expect(synced).toMatchObject({ status: "Synced", revision: merged.mergeCommitSHA });
  expect(await deployed()).toBe("red");
}, 1_500_000);
