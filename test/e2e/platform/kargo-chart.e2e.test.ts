import { execFile } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { parseAllDocuments } from "yaml";
import type { KubeObject } from "../../../model/object.ts";
import { kargoApiSecret } from "../../../model/platform/kargo-values.ts";
import { partValues } from "../../../model/platform/part-values.ts";
import { ClusterClient, resourcePath } from "../../../sandbox/cluster/cluster-client.ts";
import { preset, presets } from "../../model/platform/presets.ts";
import { type ApiServer, hasApiServer, type JsonObject, startApiServer } from "../../support/api-server.ts";
import { testTools } from "../../support/tools.ts";

/** Kinds whose API this server has not: they are cert-manager's. */
const certManagers = new Set(["Certificate", "Issuer"]);

describe.skipIf(!hasApiServer())("Kargo's own chart, with Slipway's values", () => {
  let api: ApiServer;
  let client: ClusterClient;
  let folder: string;
  let helm: string;
  let chart: string;

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), "slipway-platform-"));
    const tools = testTools();
    [api, helm, chart] = await Promise.all([startApiServer(), tools.get("helm"), tools.data("kargo-chart")]);
    client = ClusterClient.fromKubeconfig(join(api.folder, "admin.kubeconfig"));
    for (const name of [
      "kargo",
      "kargo-shared-resources",
      "kargo-system-resources",
      "kargo-cluster-secrets",
      "argocd",
    ]) {
      const labels = { "pod-security.kubernetes.io/enforce": "restricted" };
      await api.ask("POST", "/api/v1/namespaces", { metadata: { name, labels: name === "kargo" ? labels : {} } });
    }
  }, 180_000);
  afterAll(async () => {
    await api?.stop();
    if (folder !== undefined) rmSync(folder, { recursive: true, force: true });
  });

  async function rendered(name: string): Promise<JsonObject[]> {
    const values = join(folder, `${name}.json`);
    writeFileSync(values, JSON.stringify(partValues("kargo", preset(name))));
    const { stdout } = await promisify(execFile)(
      helm,
      ["template", "kargo", chart, "--namespace", "kargo", "--values", values, "--api-versions", "cert-manager.io/v1"],
      { maxBuffer: 64 * 1024 * 1024, env: { HOME: folder, PATH: "/usr/bin:/bin" } },
    );
    // As Helm reads YAML: 0644 is octal.
    return parseAllDocuments(stdout, { version: "1.1" }).flatMap(
      (document) => (document.toJS() as JsonObject | null) ?? [],
    );
  }

  /** What the server says against an object; undefined when it would store it. */
  async function refused(object: JsonObject): Promise<string | undefined> {
    const path = `${resourcePath({ ...(object as KubeObject), ...(object.kind === "Ingress" && { plural: "ingresses" }) })}?dryRun=All&fieldValidation=Strict&fieldManager=slipway&force=true`;
    const { status, body } = await client.send("PATCH", path, {
      type: "application/apply-patch+yaml",
      text: JSON.stringify(object),
    });
    return status === 200 || status === 201
      ? undefined
      : `${object.kind} ${object.metadata.name}: ${JSON.parse(body).message}`;
  }

  test.each(Object.keys(presets))("is taken by the API server, every object of it (%s)", async (name) => {
    const objects = (await rendered(name)).filter(({ kind }) => !certManagers.has(kind));
    const said: string[] = [];
    for (const object of objects) {
      const problem = await refused(object);
      if (problem !== undefined) said.push(problem);
    }
    expect(said).toEqual([]);
    expect(objects.map(({ kind }) => kind)).toEqual(
      expect.arrayContaining([
        "ClusterRole",
        "ConfigMap",
        "CustomResourceDefinition",
        "Deployment",
        "MutatingWebhookConfiguration",
      ]),
    );
  });

  test.each(Object.keys(presets))(
    "runs nothing that the Pod Security Standard restricted refuses (%s)",
    async (name) => {
      const workloads = (await rendered(name)).filter(({ kind }) => ["Deployment", "CronJob"].includes(kind));
      expect(workloads.length).toBeGreaterThanOrEqual(5);
      const said: Record<string, string | undefined> = {};
      for (const { kind, metadata, spec } of workloads) {
        const template = kind === "CronJob" ? spec.jobTemplate.spec.template : spec.template;
        // The ServiceAccount isn't there, and a Pod is refused without it; it has no part in the question.
        const { serviceAccountName: _theirs, serviceAccount: _too, ...pod } = template.spec;
        const sent = {
          apiVersion: "v1",
          kind: "Pod",
          metadata: { name: metadata.name, namespace: "kargo" },
          spec: pod,
        };
        const { code, body } = await api.ask("POST", "/api/v1/namespaces/kargo/pods?dryRun=All", sent);
        said[metadata.name] = code === 201 ? undefined : String(body.message);
      }
      expect(said).toEqual(Object.fromEntries(workloads.map(({ metadata }) => [metadata.name, undefined])));
    },
  );

  test("would be refused without what Slipway sets", async () => {
    const [controller] = (await rendered("laptop")).filter(
      ({ kind, metadata }) => kind === "Deployment" && metadata.name === "kargo-controller",
    );
    const { serviceAccountName: _, ...pod } = controller?.spec.template.spec ?? {};
    const containers = pod.containers.map(({ securityContext: _set, ...container }: JsonObject) => container);
    const sent = {
      apiVersion: "v1",
      kind: "Pod",
      metadata: { name: "open", namespace: "kargo" },
      spec: { ...pod, containers },
    };
    const { code, body } = await api.ask("POST", "/api/v1/namespaces/kargo/pods?dryRun=All", sent);
    expect([code, String(body.message).slice(0, 60)]).toEqual([
      403,
      'pods "open" is forbidden: violates PodSecurity "restricted:l',
    ]);
  });

  test("reads the admin's password from the Secret that Slipway makes, and holds none itself", async () => {
    const objects = await rendered("laptop");
    expect(objects.filter(({ kind }) => kind === "Secret")).toEqual([]);
    const kargoApi = objects.find(({ kind, metadata }) => kind === "Deployment" && metadata.name === "kargo-api");
    expect(JSON.stringify(kargoApi)).toContain(`"secretRef":{"name":"${kargoApiSecret}"}`);
  });

  test("looks for Freight as often as the platform says", async () => {
    const settings = async (name: string) =>
      (await rendered(name)).find(({ kind, metadata }) => kind === "ConfigMap" && metadata.name === "kargo-controller")
        ?.data;
    expect(JSON.stringify(await settings("laptop"))).toContain('"30s"');
    expect(JSON.stringify(await settings("team"))).toContain('"5m0s"');
  });
});
