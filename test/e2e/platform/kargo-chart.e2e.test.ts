import { execFile } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { parseAllDocuments } from "yaml";
import { podSecurityVersion } from "../../../model/compile/namespace.ts";
import type { KubeObject } from "../../../model/object.ts";
import { kargoApiSecret, kargoPodSecurity } from "../../../model/platform/kargo-values.ts";
import { partValues } from "../../../model/platform/part-values.ts";
import { type Platform, platformOf } from "../../../model/platform/platform.ts";
import { ClusterClient, resourcePath } from "../../../sandbox/cluster/cluster-client.ts";
import { preset, presets } from "../../model/platform/presets.ts";
import { type ApiServer, hasApiServer, type JsonObject, startApiServer } from "../../support/api-server.ts";
import { until } from "../../support/kargo-server.ts";
import { testTools } from "../../support/tools.ts";

/** Kinds whose API this server has not: they are cert-manager's. */
const certManagers = new Set(["Certificate", "Issuer"]);

/** What no preset says, and changes what the chart makes. */
const others: Readonly<Record<string, unknown>> = {
  "local services, metrics by Services": { cluster: { type: "kind", local: true }, metrics: "services" },
  "an issuer on kind": {
    cluster: { type: "kind" },
    oidc: { issuer: "https://login.example.com", argocdClientId: "argocd", kargoClientId: "kargo" },
  },
  "a company's certificates, a PriorityClass, Argo CD elsewhere": {
    ...{ cluster: { type: "existing" }, size: "ha", scheduling: { priorityClassName: "platform" } },
    parts: {
      argocd: { namespace: "gitops" },
      kargo: {
        values: { api: { cabundle: { secretName: "ca" } }, controller: { cabundle: { configMapName: "ca" } } },
      },
    },
  },
};
const all = [...Object.keys(presets), ...Object.keys(others)];

function platformNamed(name: string): Platform {
  if (name in presets) return preset(name);
  const { platform, problems } = platformOf(others[name]);
  if (platform === undefined) throw new Error(JSON.stringify(problems));
  return platform;
}

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
      "baseline",
      "kargo-shared-resources",
      "kargo-system-resources",
      "kargo-cluster-secrets",
      "argocd",
      "gitops",
    ]) {
      const standard = name === "kargo" ? "restricted" : name === "baseline" ? "baseline" : "privileged";
      const labels = {
        "pod-security.kubernetes.io/enforce": standard,
        "pod-security.kubernetes.io/enforce-version": podSecurityVersion,
      };
      await api.ask("POST", "/api/v1/namespaces", { metadata: { name, labels } });
    }
    const classes = "/apis/scheduling.k8s.io/v1/priorityclasses";
    await api.ask("POST", classes, { metadata: { name: "platform" }, value: 1000 });
    for (const namespace of ["kargo", "baseline"]) {
      const account = `/api/v1/namespaces/${namespace}/serviceaccounts/default`;
      await until("the account of Pods", async () => (await api.ask("GET", account)).code === 200);
    }
  });
  afterAll(async () => {
    await api?.stop();
    if (folder !== undefined) rmSync(folder, { recursive: true, force: true });
  });

  const once = new Map<string, Promise<readonly JsonObject[]>>();
  function rendered(name: string): Promise<readonly JsonObject[]> {
    const known = once.get(name) ?? render(name);
    once.set(name, known);
    return known;
  }

  async function render(name: string): Promise<readonly JsonObject[]> {
    const values = join(folder, `${all.indexOf(name)}.json`);
    writeFileSync(values, JSON.stringify(partValues("kargo", platformNamed(name))));
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

  test.each(all)("is taken by the API server, every object of it (%s)", async (name) => {
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

  /** What Pod Security says against each Pod of the chart in a namespace. */
  async function refusedPods(name: string, namespace: string): Promise<Record<string, string | undefined>> {
    const workloads = (await rendered(name)).filter(({ kind }) => ["Deployment", "CronJob"].includes(kind));
    expect(workloads.length).toBeGreaterThanOrEqual(5);
    const said: Record<string, string | undefined> = {};
    for (const { kind, metadata, spec } of workloads) {
      const template = kind === "CronJob" ? spec.jobTemplate.spec.template : spec.template;
      // The ServiceAccount isn't there, and a Pod is refused without it; it has no part in the question.
      const { serviceAccountName: _theirs, serviceAccount: _too, ...pod } = template.spec;
      const sent = { apiVersion: "v1", kind: "Pod", metadata: { name: metadata.name, namespace }, spec: pod };
      const { code, body } = await api.ask("POST", `/api/v1/namespaces/${namespace}/pods?dryRun=All`, sent);
      if (code !== 201) said[metadata.name] = String(body.message);
    }
    return said;
  }

  test.each(all)("runs nothing that the Pod Security Standard of its namespace refuses (%s)", async (name) => {
    const restricted = kargoPodSecurity(platformNamed(name)) === "restricted";
    expect(await refusedPods(name, restricted ? "kargo" : "baseline")).toEqual({});
    if (!restricted)
      expect(Object.keys(await refusedPods(name, "kargo")).sort()).toEqual(["kargo-api", "kargo-controller"]);
  });

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
    const refusal = `pods "open" is forbidden: violates PodSecurity "restricted:${podSecurityVersion}": `;
    expect([code, String(body.message).slice(0, refusal.length)]).toEqual([403, refusal]);
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
