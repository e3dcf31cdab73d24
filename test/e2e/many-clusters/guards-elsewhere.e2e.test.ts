/**
 * What this file protects: what an environment has in another cluster is guarded by that cluster's own API server, by the same
 * rules in the same words, and those who work there may still. Two API servers and the stacks, through the engine; no Argo CD
 * and no Kargo run, each asks with the rights that it has where it runs.
 */
import { join } from "node:path";
import * as pulumi from "@pulumi/pulumi";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { check } from "../../../cli/commands/check.ts";
import { Context } from "../../../cli/context.ts";
import type { Engine } from "../../../engine/engine.ts";
import type { RunResult, StackRun } from "../../../engine/stack-run.ts";
import { program } from "../../../index.ts";
import { silent } from "../../../progress/progress.ts";
import {
  destroyAll,
  hasPipelineCluster,
  type PipelineCluster,
  playControllers,
  stackRun,
  startPipelineCluster,
} from "../../engine/pipeline-cluster.ts";
import type { ApiServer } from "../../support/api-server.ts";
import { create, startKargoServer, until } from "../../support/kargo-server.ts";
import { config, grant, type Person, people, rightsOf, stack, targets, writeProject } from "./guarded-clusters.ts";

const merge = "application/merge-patch+json";
const inArgocd = (namespace: string, resource: string, name: string) =>
  `/apis/argoproj.io/v1alpha1/namespaces/${namespace}/${resource}/${name}?dryRun=All`;
const elsewhere = { spec: { source: { targetRevision: "main" } } };
const sync = { operation: { sync: { revision: "main" } } };
const everything = { spec: { sourceRepos: ["*"] } };

describe.skipIf(!hasPipelineCluster())("with an Argo CD in another cluster", () => {
  let home: PipelineCluster;
  let us: ApiServer;
  let engine: Engine;
  let endPlaying: (() => Promise<void>) | undefined;
  let prod: StackRun;

  beforeAll(async () => {
    [home, us] = await Promise.all([startPipelineCluster(), startKargoServer()]);
    endPlaying = playControllers({
      ask: (method, path, ...rest) => us.ask(method, path.replace("/argocd/", "/gitops/"), ...rest),
    });
    for (const name of ["gitops", "slipway-agents", "shop-prod-ap"])
      await create(us.ask, { apiVersion: "v1", kind: "Namespace", metadata: { name } });
    for (const [index, user] of Object.values(people).entries())
      for (const api of [home, us]) await grant(api, `person-${index}`, user, rightsOf(user));
    const apps = writeProject(home.folder);
    engine = home.engine("many");
    const run = (name: string, more = {}) => ({
      ...stackRun(home, name, { ...config, ...more }),
      program: () => program({ apps }),
    });
    prod = run("prod", targets);
    previewed = await engine.preview(prod);
    const kubeconfig = pulumi.secret(us.kubeconfig);
    await engine.up({ name: "clusters-us", config: {}, program: async () => ({ kubeconfig, again: kubeconfig }) });
    await engine.up(run("delivery"));
    await engine.up(prod);
  });
  let previewed: RunResult;
  afterAll(async () => {
    await endPlaying?.();
    await Promise.all([home?.stop(), us?.stop()]);
  });

  /** What the API server says of a change: `taken`, or the guard's own words. */
  async function change(api: ApiServer, who: Person, path: string, body: object): Promise<string> {
    const { code, body: answer } = await api.as(people[who])("PATCH", path, body, merge);
    return code < 300 ? "taken" : String(answer["message"]).replace(/^.* denied request: /, "");
  }

  /** `slipway check --live --at prod-us`: its exit code and its lines. */
  async function live(): Promise<[number, string[]]> {
    const said: string[] = [];
    const kubeconfig = join(us.folder, "admin.kubeconfig");
    const args = ["--live", "--at", "prod-us", "--kubeconfig", kubeconfig];
    const context = new Context(
      args,
      { ...silent, note: (text) => void said.push(text) },
      AbortSignal.timeout(300_000),
    );
    return [await check(Object.assign(context, { project: home.folder })), said.filter((each) => each !== "")];
  }

  const guards = async () => {
    const { body } = await us.ask("GET", "/apis/admissionregistration.k8s.io/v1/validatingadmissionpolicies");
    return body["items"].map(({ metadata }: { metadata: { name: string } }) => metadata.name) as string[];
  };
  const application = inArgocd("gitops", "applications", "shop-prod-us");
  const appProject = inArgocd("gitops", "appprojects", "shop-prod-us");

  test("the environment is previewed before that cluster is there", () => {
    expect(previewed.messages.join("\n")).toContain(`cluster prod-us: there is no stack ${stack}.`);
  });

  test("its guards stand there, each cluster's by its own name", async () => {
    expect((await guards()).sort()).toEqual([
      "slipway.shop.prod.prod-ap.pods",
      "slipway.shop.prod.prod-us.applications",
      "slipway.shop.prod.prod-us.appprojects",
    ]);
  });

  test("a hand is refused there in the words that it is refused in at home", async () => {
    const atHome = inArgocd("argocd", "applications", "shop-prod-eu");
    await until("guards to be in force", async () =>
      (
        await Promise.all([
          change(home, "a developer", atHome, elsewhere),
          change(us, "a developer", application, elsewhere),
        ])
      ).every((said) => said !== "taken"),
    );
    for (const body of [elsewhere, sync]) {
      const said = await change(us, "a developer", application, body);
      expect(said).toMatch(
        /^G28: Only Kargo, Argo CD and those who deploy change what a protected Application deploys\. /,
      );
      expect(said).toBe(await change(home, "a developer", atHome, body));
    }
  });

  test.each<[string, string, object, Readonly<Partial<Record<Person, string>>>]>([
    [
      "a sync",
      application,
      sync,
      {
        "Kargo's controller of the shard": "taken",
        "that Argo CD's controller": "taken",
        "that Argo CD's server": "taken",
        Pulumi: "taken",
        // names of home mean nothing here
        "Kargo's controller at home": "G28",
        "home's Argo CD's controller": "G28",
      },
    ],
    [
      "another source",
      application,
      elsewhere,
      { "Kargo's controller of the shard": "taken", "that Argo CD's server": "G28", Pulumi: "taken" },
    ],
    [
      "consent to another Stage too",
      application,
      { metadata: { annotations: { "kargo.akuity.io/authorized-stage": "shop:*" } } },
      { "a developer": "G26", Pulumi: "G26" },
    ],
    ["an AppProject that lets everything in", appProject, everything, { Pulumi: "G27" }],
    [
      "an AppProject's description",
      appProject,
      { spec: { description: "mine" } },
      { "a developer": "G34", "that Argo CD's server": "G34", Pulumi: "taken" },
    ],
  ])("%s", async (_, path, body, expected) => {
    const verdicts: Record<string, string> = {};
    for (const who of Object.keys(expected))
      verdicts[who] = (await change(us, who as Person, path, body)).replace(/^(G\d\d): .*/s, "$1");
    expect(verdicts).toEqual(expected);
  });

  test("a Pod made by hand is refused in a namespace that the platform's Argo CD deploys to", async () => {
    const pod = {
      ...{ apiVersion: "v1", kind: "Pod", metadata: { name: "mine", namespace: "shop-prod-ap" } },
      spec: { containers: [{ name: "mine", image: "docker.io/acme/shop:1" }] },
    };
    const ask = () => us.as(people["a developer"])("POST", "/api/v1/namespaces/shop-prod-ap/pods?dryRun=All", pod);
    await until("the guard to be in force", async () => /denied request: G22: /.test((await ask()).body["message"]));
  });

  test("check --live says what a hand changed in that cluster, and nothing before", async () => {
    const [whole, said] = await live();
    expect([whole, said]).toEqual([0, ["0 errors, 0 warnings, 0 notes; 3 objects in 1 Project"]]);
    const path = application.replace("?dryRun=All", "");
    expect(await change(us, "Pulumi", path, elsewhere)).toBe("taken");
    const [code, lines] = await live();
    expect([code, lines[0]]).toEqual([
      1,
      expect.stringMatching(
        /^error Application\/gitops\/shop-prod-us spec\.source\.targetRevision: .* \(got "main", .*; allowed "refs\/heads\/stage\/prod-us"\)\. Run slipway up prod /,
      ),
    ]);
    await change(us, "Pulumi", path, { spec: { source: { targetRevision: "refs/heads/stage/prod-us" } } });
  });

  test("a second up changes nothing, and destroy leaves no guard and nothing that was guarded", async () => {
    const { create: created, update, replace, delete: deleted } = (await engine.up(prod)).changes;
    expect({ created, update, replace, deleted }).toEqual({ created: 0, update: 0, replace: 0, deleted: 0 });
    await destroyAll(engine, prod);
    expect(await guards()).toEqual([]);
    for (const path of [application, appProject, "/api/v1/namespaces/shop-prod-us"])
      expect((await us.ask("GET", path)).code).toBe(404);
  });
});
