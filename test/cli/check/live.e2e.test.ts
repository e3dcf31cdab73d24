import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { goserver } from "../../../apps/goserver/pipeline.ts";
import { guardObjects } from "../../../model/compile/guards.ts";
import { compile } from "../../../model/compile.ts";
import { comparedWith, keyOf } from "../../../model/live/compare.ts";
import { wantedObjects } from "../../../model/live/definition.ts";
import type { LiveObject } from "../../../model/live/live-object.ts";
import type { ManifestFinding } from "../../../model/manifests/finding.ts";
import type { KubeObject } from "../../../model/object.ts";
import { defaultSettings } from "../../../model/settings.ts";
import { ClusterClient, resourcePath } from "../../../sandbox/cluster/cluster-client.ts";
import { applyCrds, readCrds } from "../../../sandbox/cluster/crds.ts";
import { lines } from "../../model/live/sample.ts";
import { common } from "../../model/patterns/common.ts";
import { shapes } from "../../model/patterns/shapes.ts";
import { verified } from "../../model/patterns/verified.ts";
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
    await applyCrds(client, folders.flatMap(readCrds), AbortSignal.timeout(300_000));
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
    const isDenied = async (query: string) => {
      const path = `${kargo}/stages/prod?fieldManager=kubectl-edit${query}`;
      const { code, body } = await mallory("PATCH", path, direct, "application/json-patch+json");
      return [code, String(body.message).includes("G01: ")];
    };
    // The API server takes a moment to see the rights that were given, and the guards: until then it says something else.
    await expect.poll(() => isDenied("&dryRun=All"), { timeout: 60_000 }).toEqual([403, true]);
    expect(await isDenied("")).toEqual([403, true]);

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
      for (const end = Date.now() + 120_000; ; ) {
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

    const { code, output } = await slipway("check", "--live", "goserver", "--kubeconfig", kubeconfig).ended;
    const at = /\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ/g;
    expect(output.replaceAll(at, "TIME").split("\n")).toEqual([...edits, ""]);
    expect(code).toBe(1);
    const { findings } = await check();
    expect(findings.map(({ rule, path }) => `${path.split(" ", 1)[0]} ${rule}`)).toEqual(
      edits.slice(0, -2).map((line) => `${/^\S+ (\S+?):? /.exec(line)?.[1]} ${/\[([^[]+)\]$/.exec(line)?.[1]}`),
    );
    expect(findings[0]).toMatchObject({ file: `context test of ${kubeconfig}`, line: 0, column: 0 });
  });

  test("says what can't be read, and can't run without Kargo's own objects", async () => {
    const powerless = join(api.folder, "powerless");
    writeFileSync(powerless, api.powerlessKubeconfig);
    const refused = await slipway("check", "--live", "goserver", "--kubeconfig", powerless).ended;
    expect([refused.code, refused.output.replaceAll(powerless, "FILE")]).toEqual([
      2,
      `you may not list stages.kargo.akuity.io in namespace goserver on context test of FILE (403). The server says: stages.kargo.akuity.io is forbidden: User "nobody" cannot list resource "stages" in API group "kargo.akuity.io" in the namespace "goserver". Ask whoever runs the cluster for the verb "list" on stages.kargo.akuity.io\n`,
    ]);
    await given(viewer);
    const seen = await slipway("check", "--live", "goserver", "--kubeconfig", powerless).ended;
    expect(seen.code).toBe(1);
    expect(seen.output.split("\n").filter((line) => line.endsWith("[not-read]"))).toEqual(unread);
    const unknown = await slipway("check", "--live", "goserve", "--kubeconfig", kubeconfig).ended;
    expect([unknown.code, unknown.output.replaceAll(kubeconfig, "FILE")]).toEqual([
      2,
      '"goserve" is no Kargo Project on context test of FILE. Perhaps "goserver" is meant\n',
    ]);
  });

  test("takes for no difference what the API server fills in, of every pattern", async () => {
    for (const [name, pattern] of Object.entries({ ...common, ...shapes, ...verified })) {
      const objects = wantedObjects(compile(pattern, defaultSettings));
      const live = new Map<string, LiveObject>();
      for (const { object } of objects) {
        await register(object);
        const stored = await client.get<LiveObject>(pathOf(object));
        if (stored !== undefined) live.set(keyOf(object), stored);
      }
      expect([
        name,
        lines(comparedWith(objects, { cluster: "it", live, isRead: () => true, up: (stack) => stack })),
      ]).toEqual([name, []]);
    }
  });

  async function admin(method: string, path: string, patch?: object): Promise<void> {
    const type = Array.isArray(patch) ? "application/json-patch+json" : "application/merge-patch+json";
    const { code, body } = await api.ask(method, `${path}?fieldManager=kubectl-patch`, patch, type);
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

const by = "by kubectl-edit at TIME";
const backFor = (stack: string) => `Run slipway up ${stack} to put it back, or write it into the definition`;
const other = "The cluster has something else here than the definition";
const gone = "This guard isn't in the cluster, so the API server doesn't hold the rule";

/** Everything that is said of the edits above. */
const edits: readonly string[] = [
  "error AnalysisTemplate/goserver/staging-web: This is in the definition and not in the cluster. Run slipway up staging: it makes the object again. [missing-object]",
  `error AppProject/argocd/goserver-prod spec.sourceRepos[0]: Its Applications may take manifests from any repository (got "*", ${by}). Give it an AppProject that names its repositories and its namespace. [G27]`,
  `error AppProject/argocd/goserver-prod spec.sourceRepos[0]: ${other} (got "*", ${by}; allowed "https://github.com/acme/goserver"). ${backFor("prod")}. [changed-by-hand]`,
  `error Application/argocd/goserver-prod metadata.annotations["kargo.akuity.io/authorized-stage"]: This Application consents to more than one Stage (got "goserver:prod,goserver:dev", ${by}). Write kargo.akuity.io/authorized-stage: <project>:<stage>, and apps[].name in argocd-update. [G26]`,
  `error Application/argocd/goserver-prod metadata.annotations["kargo.akuity.io/authorized-stage"]: ${other} (got "goserver:prod,goserver:dev", ${by}; allowed "goserver:prod"). ${backFor("prod")}. [changed-by-hand]`,
  `error Freight/goserver/f status.approvedFor.prod: This Freight is approved by hand for a protected Stage (got prod, ${by}). Let the Freight pass its upstream Stages. [G11]`,
  `error ProjectConfig/goserver/goserver spec.promotionPolicies[2].autoPromotionEnabled: This policy promotes prod automatically (got true, ${by}). Write autoPromotionEnabled: false for it, in the first policy that selects it. [G07]`,
  `error ProjectConfig/goserver/goserver spec.promotionPolicies[2].autoPromotionEnabled: ${other} (got true, ${by}; allowed false). ${backFor("delivery")}. [changed-by-hand]`,
  "error Stage/goserver/dev: This is in the definition and not in the cluster. Run slipway up dev: it makes the object again, without its history of Freight. [missing-object]",
  "error Stage/goserver/hotfix: No definition has this Stage: Freight can take a way here that nobody wrote down (got made or changed by kubectl-create at TIME). Delete it, or write it into the definition. [extra-object]",
  `error Stage/goserver/prod metadata.labels["slipway.dev/protected"]: Nothing tells guards any more that this is protected (got nothing; allowed "true"). ${backFor("prod")}. [protected-label]`,
  `error Stage/goserver/prod spec.requestedFreight[0].sources.direct: A protected Stage takes Freight straight from a Warehouse (got true, ${by}). Feed it from an upstream Stage instead, or don't protect it. [G01]`,
  `error Stage/goserver/prod spec.requestedFreight[0].sources.direct: This is in the cluster and not in the definition (got true, ${by}; allowed nothing). ${backFor("prod")}. [changed-by-hand]`,
  'warning Stage/goserver/staging spec.verification.analysisTemplates[0].name: There is no AnalysisTemplate of this name, so every verification of this Stage ends in an error (got "staging-web", by pulumi-kubernetes at TIME). Make the AnalysisTemplate, or name another. [G05]',
  `error ValidatingAdmissionPolicy/slipway.goserver.warehouses spec.validations[0].expression: This guard isn't the one that was compiled (got "true", by kubectl-patch at TIME; allowed "!has(object.spec.subscriptions) || object.spec.subscriptions.all(s, (!has(s.image) || ((!has(s.image.insecureSkipTLSVe…). ${backFor("delivery")}. [guard-changed]`,
  `error ValidatingAdmissionPolicyBinding/slipway.goserver.freights-status spec.validationActions: This guard is at another level than its rule (got Audit; allowed Deny, Audit). ${backFor("delivery")}. [guard-level]`,
  `error ValidatingAdmissionPolicyBinding/slipway.goserver.prod.applications: ${gone}. Run slipway up prod: it makes the guard again. [guard-missing]`,
  `error ValidatingAdmissionPolicyBinding/slipway.goserver.prod.appprojects: ${gone}. Run slipway up prod: it makes the guard again. [guard-missing]`,
  `error ValidatingAdmissionPolicyBinding/slipway.goserver.prod.stages: ${gone}. Run slipway up prod: it makes the guard again. [guard-missing]`,
  `error ValidatingAdmissionPolicyBinding/slipway.goserver.projectconfigs spec.validationActions: This guard is at another level than its rule (got Audit; allowed Deny, Audit). ${backFor("delivery")}. [guard-level]`,
  "",
  "19 errors, 1 warning, 0 notes; 21 objects in 1 Project",
];

const asking = "Ask whoever runs the cluster for the verb list on them. [not-read]";
const unread: readonly string[] = [
  `error These can't be read in namespace argocd, so nothing is said about them (got AppProject, Application). ${asking}`,
  `error These can't be read in namespace goserver, so nothing is said about them (got AnalysisTemplate, ConfigMap, Role, RoleBinding, ServiceAccount). ${asking}`,
  `note These can't be read in namespace goserver, so nothing is said about them (got Secret). ${asking}`,
  `error These can't be read, so nothing is said about them (got ClusterAnalysisTemplate, Namespace, ValidatingAdmissionPolicy, ValidatingAdmissionPolicyBinding). ${asking}`,
];

/** Who may see Kargo's objects and nothing else. */
const viewer: readonly KubeObject[] = [
  {
    apiVersion: "rbac.authorization.k8s.io/v1",
    kind: "ClusterRole",
    metadata: { name: "viewer" },
    rules: [{ apiGroups: ["kargo.akuity.io"], resources: ["*"], verbs: ["get", "list"] }],
  },
  {
    apiVersion: "rbac.authorization.k8s.io/v1",
    kind: "ClusterRoleBinding",
    metadata: { name: "viewer" },
    roleRef: { apiGroup: "rbac.authorization.k8s.io", kind: "ClusterRole", name: "viewer" },
    subjects: [{ apiGroup: "rbac.authorization.k8s.io", kind: "User", name: "nobody" }],
  },
];

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
