import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { goserver } from "../../../apps/goserver/pipeline.ts";
import { guardObjects } from "../../../model/compile/guards.ts";
import { compile } from "../../../model/compile.ts";
import { wantedObjects } from "../../../model/live/definition.ts";
import type { ManifestFinding } from "../../../model/manifests/finding.ts";
import type { KubeObject } from "../../../model/object.ts";
import { defaultSettings } from "../../../model/settings.ts";
import { ClusterClient, resourcePath } from "../../../sandbox/cluster/cluster-client.ts";
import { applyCrds, readCrds } from "../../../sandbox/cluster/crds.ts";
import { type ApiServer, hasApiServer, startApiServer } from "../../support/api-server.ts";
import { slipway } from "../../support/command.ts";
import { testTools } from "../../support/tools.ts";

const compiled = compile(goserver, defaultSettings);
const wanted = wantedObjects(compiled).map(({ object }) => object);
const guards = guardObjects(compiled);

/**
 * `slipway check --live` on a real API server with the real CRDs, without Kargo's and Argo CD's controllers: what the stacks
 * of the sample register is there, and then a person edits it.
 */
describe.skipIf(!hasApiServer())("check --live on an API server", () => {
  let api: ApiServer;
  let client: ClusterClient;
  let kubeconfig: string;

  beforeAll(async () => {
    api = await startApiServer();
    kubeconfig = join(api.folder, "kubeconfig");
    writeFileSync(kubeconfig, api.kubeconfig);
    client = ClusterClient.fromKubeconfig(join(api.folder, "admin.kubeconfig"));
    const tools = testTools();
    const folders = await Promise.all(
      ["kargo-crds", "argocd-crds", "rollouts-crds"].map((name) => tools.data(name as "kargo-crds")),
    );
    await applyCrds(client, folders.flatMap(readCrds), AbortSignal.timeout(120_000));
    await client.json("POST", "/api/v1/namespaces", {
      type: "application/json",
      text: JSON.stringify({ apiVersion: "v1", kind: "Namespace", metadata: { name: "argocd" } }),
    });
    for (const object of wanted) await register(object);
    for (const object of guards) await register(object);
  });
  afterAll(async () => {
    client?.close();
    await api?.stop();
  });

  /** As Pulumi's provider writes it. */
  async function register(object: KubeObject): Promise<void> {
    const path = `${pathOf(object)}?fieldManager=pulumi-kubernetes&force=true`;
    await client.json("PATCH", path, { type: "application/apply-patch+yaml", text: JSON.stringify(object) });
  }

  function pathOf(object: KubeObject): string {
    const plural = object.kind.endsWith("Policy") ? { plural: `${object.kind.toLowerCase().slice(0, -1)}ies` } : {};
    return resourcePath({ ...object, ...plural });
  }

  async function check(...args: string[]): Promise<{ code: number | null; findings: ManifestFinding[] }> {
    const { code, output } = await slipway("check", "--live", "--json", "--kubeconfig", kubeconfig, ...args).ended;
    return { code, findings: JSON.parse(output) as ManifestFinding[] };
  }

  test("finds nothing when all is as the stacks registered it", async () => {
    expect(await check("goserver")).toEqual({ code: 0, findings: [] });
  });

  test("names what a person edits, who wrote it and what puts it back", async () => {
    await given(rights);
    const mallory = api.as("mallory");
    const kargo = "/apis/kargo.akuity.io/v1alpha1/namespaces/goserver";
    const argo = "/apis/argoproj.io/v1alpha1/namespaces";
    const policies = "/apis/admissionregistration.k8s.io/v1";
    const direct = [{ op: "add", path: "/spec/requestedFreight/0/sources/direct", value: true }];
    const edit = (path: string, patch: object) =>
      mallory(
        "PATCH",
        `${path}?fieldManager=kubectl-edit`,
        patch,
        Array.isArray(patch) ? "application/json-patch+json" : "application/merge-patch+json",
      );
    const denied = await edit(`${kargo}/stages/prod`, direct);
    expect([denied.code, String(denied.body.message).includes("G01: ")]).toEqual([403, true]);

    // whoever may take guards away does so first
    const binding = `${policies}/validatingadmissionpolicybindings/slipway.goserver`;
    await admin("DELETE", `${binding}.prod.stages`);
    await admin("DELETE", `${binding}.prod.appprojects`);
    await admin("DELETE", `${binding}.prod.applications`);
    await admin("PATCH", `${binding}.projectconfigs`, { spec: { validationActions: ["Audit"] } });
    await admin("PATCH", `${binding}.freights-status`, { spec: { validationActions: ["Audit"] } });
    const loosened = [{ op: "replace", path: "/spec/validations/0/expression", value: "true" }];
    await admin("PATCH", `${policies}/validatingadmissionpolicies/slipway.goserver.warehouses`, loosened);
    const take = async (path: string, patch: object) => {
      for (const end = Date.now() + 30_000; ; ) {
        const { code, body } = await edit(path, patch);
        if (code === 200) return;
        if (Date.now() > end) throw new Error(`${path}: ${code} ${body.message}`);
        await new Promise((resolve) => setTimeout(resolve, 200));
      }
    };
    await take(`${kargo}/stages/prod`, direct);
    await take(`${kargo}/stages/prod`, { metadata: { labels: { "slipway.dev/protected": null } } });
    const autoPromotion = [{ op: "replace", path: "/spec/promotionPolicies/2/autoPromotionEnabled", value: true }];
    await take(`${kargo}/projectconfigs/goserver`, autoPromotion);
    await take(`${argo}/argocd/appprojects/goserver-prod`, { spec: { sourceRepos: ["*"] } });
    const consent = { "kargo.akuity.io/authorized-stage": "goserver:prod,goserver:dev" };
    await take(`${argo}/argocd/applications/goserver-prod`, { metadata: { annotations: consent } });
    const freight = await mallory("POST", `${kargo}/freights`, {
      apiVersion: "kargo.akuity.io/v1alpha1",
      kind: "Freight",
      metadata: { name: "f" },
      origin: { kind: "Warehouse", name: "main" },
    });
    expect(freight.code).toBe(201);
    await take(`${kargo}/freights/f/status`, { status: { approvedFor: { prod: {} } } });
    await mallory("DELETE", `${kargo}/stages/dev`);
    await mallory("DELETE", `${argo}/goserver/analysistemplates/staging-web`);
    const hotfix = {
      apiVersion: "kargo.akuity.io/v1alpha1",
      kind: "Stage",
      metadata: { name: "hotfix" },
      spec: { requestedFreight: [{ origin: { kind: "Warehouse", name: "main" }, sources: { direct: true } }] },
    };
    expect((await mallory("POST", `${kargo}/stages?fieldManager=kubectl-create`, hotfix)).code).toBe(201);
    const { output } = await slipway("check", "--live", "goserver", "--kubeconfig", kubeconfig).ended;
    console.log(output);
  });

  async function admin(method: string, path: string, patch?: object): Promise<void> {
    const type = Array.isArray(patch) ? "application/json-patch+json" : "application/merge-patch+json";
    const { code, body } = await api.ask(method, path, patch, type);
    expect([path, code, body.message]).toEqual([path, 200, undefined]);
  }

  async function given(objects: readonly KubeObject[]): Promise<void> {
    for (const object of objects)
      await client.create(
        resourcePath({ ...object, metadata: { ...object.metadata, name: "" } }).replace(/\/$/, ""),
        object,
      );
  }
});

/** Who may edit Kargo's and Argo CD's objects, and not the guards. */
const rights: readonly KubeObject[] = [
  {
    apiVersion: "rbac.authorization.k8s.io/v1",
    kind: "ClusterRole",
    metadata: { name: "editor" },
    rules: [{ apiGroups: ["kargo.akuity.io", "argoproj.io"], resources: ["*"], verbs: ["*"] }],
  },
  {
    apiVersion: "rbac.authorization.k8s.io/v1",
    kind: "ClusterRoleBinding",
    metadata: { name: "editor" },
    roleRef: { apiGroup: "rbac.authorization.k8s.io", kind: "ClusterRole", name: "editor" },
    subjects: [{ apiGroup: "rbac.authorization.k8s.io", kind: "User", name: "mallory" }],
  },
];
