import { execFile } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { parseAllDocuments } from "yaml";
import type { StackRun } from "../../../engine/stack-run.ts";
import { program } from "../../../index.ts";
import { clusterAt } from "../../../kube/access.ts";
import { platformOf } from "../../../model/platform/platform.ts";
import { ClusterClient } from "../../../sandbox/cluster/cluster-client.ts";
import { applyCrds, readCrds } from "../../../sandbox/cluster/crds.ts";
import { checkCluster } from "../../../stacks/cluster-checks.ts";
import { hasPipelineCluster } from "../../engine/pipeline-cluster.ts";
import type { JsonObject } from "../../support/api-server.ts";
import { deployment } from "../../support/recorded-cluster.ts";
import { testTools } from "../../support/tools.ts";
import { type ReleaseCluster, startReleaseCluster } from "./release-engine.ts";

const apply = "application/apply-patch+yaml";
/** Objects of install.yaml that Pods read; the rest has no part in the question. */
const wanted = ["ConfigMap", "Secret", "Deployment", "StatefulSet", "Service"];

/**
 * A cluster in which others have installed everything: cert-manager and Kargo by helm, Argo CD by its own install.yaml as
 * `kubectl apply` does it. Nothing of it may restart, and nothing of theirs may be lost.
 */
describe.skipIf(!hasPipelineCluster())("a cluster that others have filled", () => {
  let cluster: ReleaseCluster;
  beforeAll(async () => {
    cluster = await startReleaseCluster();
    process.env.SLIPWAY_HELM = cluster.helm;
  }, 300_000);
  afterAll(async () => {
    delete process.env.SLIPWAY_HELM;
    await cluster?.stop();
  });

  const helmOwned = { installedBy: "helm" };
  const alone = { certManager: { install: false }, argoRollouts: { install: false } };
  const settings = (parts: object) => ({ cluster: { type: "existing" }, airGap: { charts: cluster.charts }, parts });
  const run = (parts: object): StackRun => ({
    name: "platform",
    config: {
      "slipway:role": { value: "platform" },
      "slipway:platform": { value: JSON.stringify(settings(parts)) },
      "slipway:people": { value: JSON.stringify({ viewer: ["readers"] }) },
      "slipway:kubeconfig": { value: cluster.kubeconfig, secret: true },
    },
    program: () => program(),
  });
  const check = async (parts: object) => {
    const { platform, problems } = platformOf(settings(parts));
    if (platform === undefined) throw new Error(JSON.stringify(problems));
    const reach = (way: { kubeconfig: string } | { context: string }) =>
      clusterAt(way, "slipway:kubeconfig", {}, new AbortController().signal);
    return checkCluster(platform, { kubeconfig: cluster.kubeconfig }, reach).then(
      () => [],
      (error: Error) => error.message.replaceAll(cluster.server, "https://server").split("\n"),
    );
  };
  const get = async (path: string) => (await cluster.ask("GET", path)).body;
  const configMap = (name: string) => get(`/api/v1/namespaces/argocd/configmaps/${name}`);
  /** Generation and Pods' template of everything that runs. */
  const running = async () => {
    const found: Record<string, unknown> = {};
    for (const kind of ["deployments", "statefulsets"])
      for (const { metadata, spec } of (await get(`/apis/apps/v1/${kind}`)).items as JsonObject[])
        found[`${metadata.namespace}/${metadata.name}`] = [metadata.generation, JSON.stringify(spec.template)];
    return found;
  };

  test("says of an empty one all that is missing, and registers nothing", async () => {
    const parts = { ...alone, argocd: { takeOver: { installedBy: "kubectl" } }, kargo: { install: false } };
    const said = await check(parts);
    // The words are held by the tests of the model; here, that a real server's answers lead to them.
    expect(said.map((line) => /error (\S+):.*\[(.*)\]$/.exec(line)?.slice(1).join(" ") ?? line)).toEqual([
      "context test (https://server): 8 errors",
      "platform.parts.argoRollouts.install controllers-missing",
      "platform.parts.argoRollouts.install crds-missing",
      "platform.parts.argocd.takeOver controllers-missing",
      "platform.parts.argocd.takeOver crds-missing",
      "platform.parts.certManager.install controllers-missing",
      "platform.parts.certManager.install crds-missing",
      "platform.parts.kargo.install controllers-missing",
      "platform.parts.kargo.install crds-missing",
    ]);
    const engine = cluster.engine("adopt");
    // One more than above: groups are mapped here, and their ConfigMap isn't there either.
    await expect(engine.up(run(parts))).rejects.toThrow(/9 errors/);
    expect((await get("/api/v1/namespaces")).items.map(({ metadata }: JsonObject) => metadata.name).sort()).toEqual([
      "argocd",
      "default",
      "kube-node-lease",
      "kube-public",
      "kube-system",
    ]);
  }, 300_000);

  async function fill(): Promise<void> {
    const client = ClusterClient.fromKubeconfig(join(cluster.folder, "admin.kubeconfig"));
    const tools = testTools();
    const [argo, rollouts, install] = await Promise.all([
      tools.data("argocd-crds"),
      tools.data("rollouts-crds"),
      tools.data("argocd-install"),
    ]);
    await applyCrds(client, [...readCrds(argo), ...readCrds(rollouts)], AbortSignal.timeout(600_000));
    await cluster.ask("POST", "/api/v1/namespaces", { metadata: { name: "argo-rollouts" } });
    const rolloutsOwn = deployment(
      "argo-rollouts",
      "rollouts-controller",
      "quay.io/argoproj/argo-rollouts:v1.9.1",
    ) as JsonObject;
    const labels = { app: "argo-rollouts" };
    rolloutsOwn.metadata.namespace = "argo-rollouts";
    rolloutsOwn.spec.selector = { matchLabels: labels };
    rolloutsOwn.spec.template.metadata = { labels };
    rolloutsOwn.spec.template.spec.containers[0].name = "controller";
    await made("/apis/apps/v1/namespaces/argo-rollouts/deployments", rolloutsOwn);
    for (const document of parseAllDocuments(readFileSync(install, "utf8"), { version: "1.1" })) {
      const object = document.toJS() as JsonObject;
      if (!wanted.includes(object.kind)) continue;
      const base = object.apiVersion === "v1" ? "/api/v1" : `/apis/${object.apiVersion}`;
      const folder = `${base}/namespaces/argocd/${object.kind.toLowerCase()}s`;
      // Half as kubectl apply does it, half as kubectl apply --server-side.
      if (["StatefulSet", "ConfigMap"].includes(object.kind)) {
        const last = JSON.stringify(object);
        object.metadata.annotations = { "kubectl.kubernetes.io/last-applied-configuration": last };
        await made(`${folder}?fieldManager=kubectl-client-side-apply`, object);
      } else {
        const { code, body } = await cluster.ask(
          "PATCH",
          `${folder}/${object.metadata.name}?fieldManager=kubectl`,
          object,
          apply,
        );
        if (code !== 201) throw new Error(`${object.kind} ${object.metadata.name}: ${code} ${body.message}`);
      }
    }
    const own = { data: { "statusbadge.enabled": "true", "oidc.config": "name: theirs" } };
    await edited("argocd-cm", own);
    await edited("argocd-rbac-cm", {
      data: { "policy.default": "role:readonly", "policy.csv": "g, ops, role:admin\n" },
    });
    await helm("cert-manager", "--set", "crds.enabled=true", "--no-hooks");
    const secret = { "api.adminAccount.passwordHash": "hash", "api.adminAccount.tokenSigningKey": "key" };
    await helm("kargo", ...Object.entries(secret).flatMap(([key, value]) => ["--set", `${key}=${value}`]));
  }
  async function made(path: string, object: JsonObject): Promise<void> {
    const { code, body } = await cluster.ask("POST", path, object);
    if (code !== 201) throw new Error(`${path}: ${code} ${body.message}`);
  }
  async function edited(name: string, patch: JsonObject): Promise<void> {
    const path = `/api/v1/namespaces/argocd/configmaps/${name}?fieldManager=kubectl-edit`;
    const { code, body } = await cluster.ask("PATCH", path, patch, "application/merge-patch+json");
    if (code !== 200) throw new Error(`${name}: ${code} ${body.message}`);
  }
  async function helm(chart: string, ...more: string[]): Promise<void> {
    const { charts, folder } = cluster;
    const file = readdirSync(charts).find((each) => each.startsWith(`${chart}-`)) ?? "";
    const flags = ["--namespace", chart, "--create-namespace", "--kubeconfig", join(folder, "admin.kubeconfig")];
    await promisify(execFile)(cluster.helm, ["install", chart, join(charts, file), ...flags, ...more], {
      env: { HOME: folder, PATH: "/usr/bin:/bin" },
    });
  }

  test("is taken over without a conflict or a restart, the same the second time, and left as it was", async () => {
    await fill();
    const before = await running();
    const [cm, rbac] = [await configMap("argocd-cm"), await configMap("argocd-rbac-cm")];
    // What would conflict, restart, or is too old, is told by the server before anything changes.
    const theirs = { takeOver: { installedBy: "kubectl", settings: { "argocd-cm": { "oidc.config": "name: ours" } } } };
    expect(
      (await check({ ...alone, argocd: theirs, kargo: { install: false } })).map(
        (line) => /\(got .*\[(.*)\]$/.exec(line)?.[0],
      ),
    ).toEqual([
      undefined,
      '(got a value of field manager kubectl-edit; allowed the same value, or none). Take the key out there, or take it from them: add "argocd-cm/oidc.config" to platform.parts.argocd.takeOver.force. [settings-conflict]',
    ]);
    const louder = { takeOver: helmOwned, values: { controller: { logLevel: "DEBUG" } } };
    expect((await check({ ...alone, argocd: { install: false }, kargo: louder })).slice(1)).toEqual([
      '  error platform.parts.kargo.takeOver.restart: this restarts what runs there, and nobody has said that it may (got Deployment/kargo-controller). Leave version and values as they are; or, if it is meant: ["Deployment/kargo-controller"]. [restart]',
    ]);
    const image = async (tag: string) => {
      const containers = [{ name: "argocd-repo-server", image: `quay.io/argoproj/argocd:${tag}` }];
      const path = "/apis/apps/v1/namespaces/argocd/deployments/argocd-repo-server";
      await cluster.ask(
        "PATCH",
        path,
        { spec: { template: { spec: { containers } } } },
        "application/strategic-merge-patch+json",
      );
    };
    await image("v3.1.1");
    expect((await check({ ...alone, argocd: { install: false }, kargo: { install: false } })).slice(1)).toEqual([
      expect.stringMatching(/argocd\.install: Argo CD is older than 3\.1\.2: .*\[too-old\]$/),
    ]);
    await image("v3.5.1");
    Object.assign(before, await running());
    const engine = cluster.engine("adopt");
    const taken = run({
      ...alone,
      argocd: { takeOver: { installedBy: "kubectl", settings: { "argocd-cm": { "exec.enabled": "false" } } } },
      kargo: { takeOver: helmOwned },
    });
    const first = await engine.up(taken);
    // The release is imported, and updated in the same run: its resource says where the chart comes from.
    expect(first.changes).toMatchObject({ create: 5, update: 1, replace: 0, delete: 0 });
    expect(await running()).toEqual(before);
    expect((await configMap("argocd-cm")).data).toEqual({ ...cm.data, "exec.enabled": "false" });
    expect((await configMap("argocd-rbac-cm")).data).toEqual({
      ...rbac.data,
      "policy.slipway.csv": "g, readers, role:readonly\n",
    });
    const second = await engine.up(taken);
    expect(second.changes).toMatchObject({ create: 0, update: 0, replace: 0, delete: 0 });
    await engine.destroy(taken);
    expect((await configMap("argocd-cm")).data).toEqual(cm.data);
    expect((await configMap("argocd-rbac-cm")).data).toEqual(rbac.data);
    expect(await running()).toEqual(before);
  }, 300_000);
});
