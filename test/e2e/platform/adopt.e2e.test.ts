import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { StackRun } from "../../../engine/stack-run.ts";
import { program } from "../../../index.ts";
import { clusterAt } from "../../../kube/access.ts";
import { platformOf } from "../../../model/platform/platform.ts";
import { checkCluster } from "../../../stacks/cluster-checks.ts";
import { hasPipelineCluster } from "../../engine/pipeline-cluster.ts";
import type { JsonObject } from "../../support/api-server.ts";
import { writeArgocdChart } from "./argocd-chart.ts";
import { fill, helm } from "./filled-cluster.ts";
import { type ReleaseCluster, startReleaseCluster } from "./release-engine.ts";

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
  const settings = (parts: object, more: object = {}) => ({
    ...{ cluster: { type: "existing" }, airGap: { charts: cluster.charts }, parts },
    ...more,
  });
  const run = (parts: object, more: object = {}, secrets: Readonly<Record<string, string>> = {}): StackRun => ({
    name: "platform",
    config: {
      "slipway:role": { value: "platform" },
      "slipway:platform": { value: JSON.stringify(settings(parts, more)) },
      "slipway:people": { value: JSON.stringify({ viewer: ["readers"] }) },
      "slipway:kubeconfig": { value: cluster.kubeconfig, secret: true },
      ...Object.fromEntries(Object.entries(secrets).map(([key, value]) => [key, { value, secret: true }])),
    },
    program: () => program(),
  });
  const check = async (parts: object, more: object = {}, confidential = false) => {
    const { platform, problems } = platformOf(settings(parts, more));
    if (platform === undefined) throw new Error(JSON.stringify(problems));
    const reach = (way: { kubeconfig: string } | { context: string }) =>
      clusterAt(way, "slipway:kubeconfig", {}, new AbortController().signal);
    return checkCluster(platform, { kubeconfig: cluster.kubeconfig }, reach, confidential).then(
      () => [],
      (error: Error) => error.message.replaceAll(cluster.server, "https://server").split("\n"),
    );
  };
  const get = async (path: string) => (await cluster.ask("GET", path)).body;
  const configMap = (name: string, namespace = "argocd") => get(`/api/v1/namespaces/${namespace}/configmaps/${name}`);
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

  test("is taken over without a conflict or a restart, the same the second time, and left as it was", async () => {
    await fill(cluster);
    // Looked for in the whole cluster: helm would stop at the CRDs when earlier parts are installed.
    const others = {
      argoRollouts: { namespace: "other-rollouts" },
      argocd: { namespace: "other-argocd" },
      kargo: { namespace: "other-kargo" },
    };
    expect(
      (await check({ ...others, certManager: { install: false } }))
        .slice(1)
        .map((line) => /\(got (.*); .*\[(.*)\]$/.exec(line)?.slice(1)),
    ).toEqual([
      [expect.stringMatching(/^analysisruns\.argoproj\.io, .* of nobody's Helm release$/), "crds-there"],
      ["Deployment argocd/argocd-repo-server of nobody's Helm release", "already-there"],
      [expect.stringMatching(/^Deployment kargo\/kargo-\S+ of Helm release kargo\/kargo$/), "already-there"],
    ]);
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
      const patch = { spec: { template: { spec: { containers } } } };
      const path = "/apis/apps/v1/namespaces/argocd/deployments/argocd-repo-server";
      await cluster.ask("PATCH", path, patch, "application/strategic-merge-patch+json");
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

  test("has a key taken from whoever set it, where force names it, and nothing else", async () => {
    const before = await configMap("argocd-cm");
    expect(before.data["oidc.config"]).toBe("name: theirs");
    const takeOver = { installedBy: "kubectl", settings: { "argocd-cm": { "oidc.config": "name: ours" } } };
    const forced = { takeOver: { ...takeOver, force: ["argocd-cm/oidc.config"] } };
    const engine = cluster.engine("forced");
    const parts = { ...alone, kargo: { install: false } };
    await expect(engine.up(run({ ...parts, argocd: { takeOver } }))).rejects.toThrow(/settings-conflict/);
    expect((await configMap("argocd-cm")).metadata.resourceVersion).toBe(before.metadata.resourceVersion);
    const runs = await running();
    await engine.up(run({ ...parts, argocd: forced }));
    expect((await configMap("argocd-cm")).data).toEqual({ ...before.data, "oidc.config": "name: ours" });
    expect(await running()).toEqual(runs);
    const second = await engine.up(run({ ...parts, argocd: forced }));
    expect(second.changes).toMatchObject({ create: 0, update: 0, replace: 0, delete: 0 });
    await engine.destroy(run({ ...parts, argocd: forced }));
    const { "oidc.config": _lost, ...left } = before.data;
    expect((await configMap("argocd-cm")).data).toEqual(left);
  }, 300_000);

  test("has what may restart restarted, and nothing else", async () => {
    const kargo = { takeOver: helmOwned, values: { controller: { logLevel: "DEBUG" } } };
    const allowed = { ...kargo, takeOver: { ...helmOwned, restart: ["Deployment/kargo-controller"] } };
    const engine = cluster.engine("restarted");
    const parts = { ...alone, argocd: { install: false } };
    const before = await running();
    await expect(engine.up(run({ ...parts, kargo }))).rejects.toThrow(/got Deployment\/kargo-controller.*\[restart\]/s);
    expect(await running()).toEqual(before);
    await engine.up(run({ ...parts, kargo: allowed }));
    const after = await running();
    const { "kargo/kargo-controller": own, ...others } = after;
    const { "kargo/kargo-controller": theirs, ...same } = before;
    expect(others).toEqual(same);
    expect(own).not.toEqual(theirs);
    const second = await engine.up(run({ ...parts, kargo: allowed }));
    expect(second.changes).toMatchObject({ create: 0, update: 0, replace: 0, delete: 0 });
    await engine.destroy(run({ ...parts, kargo: allowed }));
    expect(await running()).toEqual(after);
  }, 300_000);

  test("of an Argo CD that helm installed gets log-in by a client with a secret", async () => {
    await helm(cluster, "package", writeArgocdChart(cluster.folder), "--destination", cluster.charts);
    const chart = `${cluster.charts}/argo-cd-10.1.1.tgz`;
    await helm(cluster, "install", "argocd", chart, "--namespace", "cd", "--create-namespace");
    // Kargo was told of the other Argo CD.
    await cluster.ask(
      "PATCH",
      "/api/v1/namespaces/kargo/configmaps/kargo-controller",
      { data: { ARGOCD_NAMESPACE: "cd" } },
      "application/merge-patch+json",
    );
    const oidc = { issuer: "https://login.example.com", argocdClientId: "argocd", kargoClientId: "kargo" };
    const more = { oidc, hosts: { argocd: "argocd.example.com" } };
    const argocd = { namespace: "cd", takeOver: helmOwned };
    const parts = { ...alone, argocd, kargo: { install: false } };
    const secret = "/api/v1/namespaces/cd/secrets/argocd-oidc";
    await cluster.ask("POST", "/api/v1/namespaces/cd/secrets", { metadata: { name: "argocd-oidc" } });
    expect((await check(parts, more, true)).slice(1)).toEqual([
      "  error platform.parts.argocd.takeOver: somebody else has made the Secret in which Argo CD is to find slipway:oidcClientSecret (got Secret cd/argocd-oidc). Give it another name there, or, where nothing uses it: kubectl delete secret argocd-oidc -n cd. [client-secret-taken]",
      '  error platform.parts.argocd.takeOver.settings.argocd-cm.url: the Helm release sets this key itself, and its next upgrade would put that back (got another value in release cd/argocd). Say it in the release: add {"configs":{"cm":{"url":"https://argocd.example.com"}}} to platform.parts.argocd.values. [settings-of-release]',
    ]);
    await cluster.ask("DELETE", secret);
    const said = { ...argocd, values: { configs: { cm: { url: "https://argocd.example.com" } } } };
    const restart = ["Deployment/argocd-server"];
    expect((await check({ ...parts, argocd: said }, more, true)).slice(1)).toEqual([
      expect.stringMatching(/takeOver\.restart: .*\(got Deployment\/argocd-server\)/),
    ]);
    const before = (await configMap("argocd-cm", "cd")).data;
    const taken = run({ ...parts, argocd: { ...said, takeOver: { ...helmOwned, restart } } }, more, {
      "slipway:oidcClientSecret": "a client's secret",
    });
    const engine = cluster.engine("of-helm");
    await engine.up(taken);
    const { metadata, data } = await get(secret);
    expect([metadata.labels["app.kubernetes.io/part-of"], Buffer.from(data.clientSecret, "base64").toString()]).toEqual(
      ["argocd", "a client's secret"],
    );
    const cm = (await configMap("argocd-cm", "cd")).data;
    expect(cm).toEqual({
      ...before,
      url: "https://argocd.example.com",
      "oidc.config": expect.stringContaining("clientSecret: $argocd-oidc:clientSecret\n"),
    });
    const second = await engine.up(taken);
    expect(second.changes).toMatchObject({ create: 0, update: 0, replace: 0, delete: 0 });
    // What helm writes later leaves the keys that it doesn't know.
    await helm(cluster, "upgrade", "argocd", chart, "--namespace", "cd", "--reuse-values", "--set", "serverLog=debug");
    expect((await configMap("argocd-cm", "cd")).data).toEqual(cm);
    await engine.destroy(taken);
    expect((await configMap("argocd-cm", "cd")).data).toEqual({ ...before, url: "https://argocd.example.com" });
    // A value that is taken out of the settings stays in the release, until it is said to go: the chart's counts again.
    const plain = run({ ...parts, argocd: { ...argocd, takeOver: { ...helmOwned, restart } } });
    const losing = { ...helmOwned, restart, unset: ["configs.cm.url", "serverLog"] };
    const engineAfter = cluster.engine("unset");
    await engineAfter.up(plain);
    expect((await configMap("argocd-cm", "cd")).data.url).toBe("https://argocd.example.com");
    const lost = run({ ...parts, argocd: { ...argocd, takeOver: losing } });
    await engineAfter.up(lost);
    expect((await configMap("argocd-cm", "cd")).data).toEqual(before);
    const again = await engineAfter.up(lost);
    expect(again.changes).toMatchObject({ create: 0, update: 0, replace: 0, delete: 0 });
    await engineAfter.destroy(lost);
  }, 300_000);
});
