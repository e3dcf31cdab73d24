import { execFile } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { parseAllDocuments } from "yaml";
import type { KubeObject } from "../../../model/object.ts";
import { kargoShardValues } from "../../../model/platform/kargo-shard-values.ts";
import { partValues } from "../../../model/platform/part-values.ts";
import type { Values } from "../../../model/platform/values.ts";
import { ClusterClient, resourcePath } from "../../../sandbox/cluster/cluster-client.ts";
import { preset } from "../../model/platform/presets.ts";
import { type ApiServer, hasApiServer, type JsonObject, startApiServer } from "../../support/api-server.ts";
import { testTools } from "../../support/tools.ts";

const cluster = {
  name: "prod-eu",
  stack: "acme/clusters/eu",
  output: "kubeconfig",
  kargoShard: "eu",
  argocdNamespace: "argocd",
};

describe.skipIf(!hasApiServer())("Kargo's own chart, for the controller of a shard", () => {
  let api: ApiServer;
  let client: ClusterClient;
  let folder: string;
  let shard: JsonObject[];
  let first: JsonObject[];

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), "slipway-shard-"));
    const tools = testTools();
    const [started, helm, chart] = await Promise.all([startApiServer(), tools.get("helm"), tools.data("kargo-chart")]);
    api = started;
    client = ClusterClient.fromKubeconfig(join(api.folder, "admin.kubeconfig"));
    const rendered = async (release: string, values: Values) => {
      const file = join(folder, `${release}.json`);
      writeFileSync(file, JSON.stringify(values));
      const args = ["template", release, chart, "--namespace", "kargo", "--values", file];
      const { stdout } = await promisify(execFile)(helm, [...args, "--api-versions", "cert-manager.io/v1"], {
        maxBuffer: 64 * 1024 * 1024,
        env: { HOME: folder, PATH: "/usr/bin:/bin" },
      });
      return parseAllDocuments(stdout, { version: "1.1" }).flatMap((each) => (each.toJS() as JsonObject | null) ?? []);
    };
    const platform = preset("team");
    [shard, first] = await Promise.all([
      rendered("kargo-shard-eu", kargoShardValues(platform, cluster, "login")),
      rendered("kargo", partValues("kargo", platform)),
    ]);
    for (const { metadata } of namespacesOf(shard))
      await api.ask("POST", "/api/v1/namespaces", { metadata: { name: metadata.namespace } });
  });
  afterAll(async () => {
    client?.close();
    await api?.stop();
    if (folder !== undefined) rmSync(folder, { recursive: true, force: true });
  });

  const named = ({ kind, metadata }: JsonObject) => `${kind} ${metadata.namespace ?? "-"}/${metadata.name}`;
  const namespacesOf = (objects: readonly JsonObject[]) => [
    ...new Map(
      objects.flatMap((each) => (each.metadata.namespace ? [[each.metadata.namespace, each] as const] : [])),
    ).values(),
  ];

  test("is one Deployment with its rights and its metrics, and nothing that the first release has too", () => {
    expect(shard.map(named).sort()).toEqual([
      "ClusterRoleBinding -/kargo-controller-eu",
      "ClusterRoleBinding -/kargo-controller-eu-rollouts",
      "ConfigMap kargo/kargo-controller-eu",
      "Deployment kargo/kargo-controller-eu",
      "RoleBinding kargo-cluster-secrets/kargo-controller-eu-cluster-secrets-reader",
      "RoleBinding kargo-shared-resources/kargo-controller-eu-shared-resources-reader",
      "RoleBinding kargo-system-resources/kargo-controller-eu-system-resources-reader",
      "RoleBinding kargo/kargo-controller-eu",
      "Service kargo/kargo-controller-eu-metrics",
      "ServiceAccount kargo/kargo-controller-eu",
    ]);
    const theirs = new Set(first.map(named));
    expect(shard.map(named).filter((name) => theirs.has(name))).toEqual([]);
  });

  test("binds it to Roles that the first release makes", () => {
    const roles = new Set(
      first
        .filter(({ kind }) => kind === "Role" || kind === "ClusterRole")
        .map(({ kind, metadata }) => `${kind} ${metadata.name}`),
    );
    const bound = shard.flatMap(({ roleRef }) => (roleRef === undefined ? [] : [`${roleRef.kind} ${roleRef.name}`]));
    expect(bound.filter((name) => !roles.has(name))).toEqual([]);
  });

  test("is told its shard, and is nobody's default", () => {
    const { data } = shard.find(({ kind }) => kind === "ConfigMap") ?? {};
    expect([data.SHARD_NAME, data.IS_DEFAULT_CONTROLLER, data.ARGOCD_KUBECONFIG, data.KUBECONFIG]).toEqual([
      "eu",
      undefined,
      "/etc/kargo/kubeconfigs/argocd-kubeconfig.yaml",
      undefined,
    ]);
  });

  test("speaks for Kargo itself, as the first release's webhooks know it, and links to the same UI", () => {
    const account = shard.find(({ kind }) => kind === "ServiceAccount")?.metadata.name;
    const data = (name: string) =>
      first.find(({ kind, metadata }) => kind === "ConfigMap" && metadata.name === name)?.data;
    const own = new RegExp(data("kargo-webhooks-server").CONTROLPLANE_USER_REGEX);
    expect(own.test(`system:serviceaccount:kargo:${account}`)).toBe(true);
    const { spec } = shard.find(({ kind }) => kind === "Deployment") ?? {};
    expect(spec.template.spec.containers[0].env).toContainEqual({
      name: "API_SERVER_BASE_URL",
      value: data("kargo-controller").API_SERVER_BASE_URL,
    });
  });

  test("is taken by the API server, every object of it", async () => {
    const said: string[] = [];
    for (const object of shard) {
      const path = `${resourcePath(object as KubeObject)}?dryRun=All&fieldValidation=Strict&fieldManager=slipway&force=true`;
      const text = JSON.stringify(object);
      const { status, body } = await client.send("PATCH", path, { type: "application/apply-patch+yaml", text });
      if (status !== 200 && status !== 201) said.push(`${named(object)}: ${JSON.parse(body).message}`);
    }
    expect(said).toEqual([]);
  });
});
