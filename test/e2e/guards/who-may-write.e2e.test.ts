/**
 * What this file protects: under all guards of a pipeline, on a real API server, the usual writes of Kargo's and Argo CD's own
 * controllers pass, also the last ones of what is being deleted, and the others' side doors are shut. Each asks with the
 * rights that its chart, or its Project's role, gives it.
 */
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { goserver } from "../../../apps/goserver/pipeline.ts";
import { guardObjects } from "../../../model/compile/guards.ts";
import { compile } from "../../../model/compile.ts";
import { ownGuards, settingsOf } from "../../../model/rules/index.ts";
import { defaultSettings } from "../../../model/settings.ts";
import { allObjects } from "../../model/sample.ts";
import { type ApiServer, type Ask, hasApiServer, type JsonObject } from "../../support/api-server.ts";
import { create, folderOf, startKargoServer, until } from "../../support/kargo-server.ts";

const group = "kargo.akuity.io";
const kargo = `${group}/v1alpha1`;
const rbac = "rbac.authorization.k8s.io";
const account = (namespace: string, name: string) => `system:serviceaccount:${namespace}:${name}`;
const allow = (apiGroups: string[], resources: string[], verbs: string[]) => ({ apiGroups, resources, verbs });

/** Who asks, and what RBAC lets them. Sources: the pinned charts and manifests of Kargo and Argo CD. */
const people: Readonly<Record<string, { readonly user: string; readonly groups?: string[]; readonly may: object[] }>> =
  {
    "Kargo's controller": {
      user: account("kargo", "kargo-controller"),
      may: [
        allow([group], ["promotions"], ["create", "get"]),
        allow([group], ["freights"], ["create", "get", "patch", "update"]),
        allow([group], ["stages"], ["get", "patch", "promote"]),
        allow([group], ["freights/status", "promotions/status", "stages/status", "warehouses/status"], ["patch"]),
        allow(["argoproj.io"], ["applications"], ["get", "patch"]),
      ],
    },
    "Kargo's management controller": {
      user: account("kargo", "kargo-management-controller"),
      may: [
        allow([group], ["projects", "projectconfigs", "projectconfigs/status", "stages"], ["get", "patch", "update"]),
      ],
    },
    "Kargo's API": {
      user: account("kargo", "kargo-api"),
      may: [
        allow([group], ["freights"], ["create", "get", "patch", "delete"]),
        allow([group], ["freights/status"], ["update", "patch"]),
        allow([group], ["projects", "promotiontasks", "stages", "warehouses", "projectconfigs"], ["*"]),
        allow([group], ["promotions"], ["create", "get", "patch"]),
      ],
    },
    "Kargo's garbage collector": {
      user: account("kargo", "kargo-garbage-collector"),
      may: [allow([group], ["freights", "promotions"], ["delete", "get", "list"])],
    },
    // bound by Kubernetes itself
    "Kubernetes' garbage collector": { user: account("kube-system", "generic-garbage-collector"), may: [] },
    "Argo CD's controller": {
      user: account("argocd", "argocd-application-controller"),
      may: [allow(["*"], ["*"], ["*"])],
    },
    "Argo CD's server": {
      user: account("argocd", "argocd-server"),
      may: [allow(["*"], ["*"], ["delete", "get", "patch"])],
    },
    "a promoter": {
      user: "pat",
      may: [
        { ...allow([group], ["stages"], ["promote"]), resourceNames: ["dev", "staging", "prod"] },
        allow([group], ["promotions"], ["create"]),
      ],
    },
    // as kargo-admin of the Project, and trusted with Applications
    "a developer": {
      user: "dora",
      may: [
        allow([group], ["*"], ["*"]),
        allow(
          ["argoproj.io"],
          ["applications", "appprojects", "analysistemplates"],
          ["get", "update", "patch", "delete"],
        ),
      ],
    },
    Pulumi: {
      user: "pulumi",
      may: [
        allow([group, "argoproj.io"], ["*"], ["*"]),
        allow(
          ["admissionregistration.k8s.io"],
          ["validatingadmissionpolicies", "validatingadmissionpolicybindings"],
          ["*"],
        ),
      ],
    },
    "a cluster's administrator": { user: "root", groups: ["system:masters"], may: [] },
  };

const compiled = compile(goserver, defaultSettings);
const guards = { ...ownGuards, settings: settingsOf({ tagPatterns: { "docker.io/acme/goserver": "^[0-9a-f]{40}$" } }) };
const image = { repoURL: "docker.io/acme/goserver", tag: "0123456789abcdef0123456789abcdef01234567" };
const freight = (name: string, tag = image.tag): JsonObject => ({
  apiVersion: kargo,
  kind: "Freight",
  metadata: { name, namespace: "goserver" },
  origin: { kind: "Warehouse", name: "main" },
  images: [{ ...image, tag }],
});
const promotion = (stage: string): JsonObject => ({
  apiVersion: kargo,
  kind: "Promotion",
  metadata: { name: `to-${stage}`, namespace: "goserver" },
  spec: { stage, freight: "one", steps: [{ uses: "fail" }] },
});

type Write = (ask: Ask) => ReturnType<Ask>;
const merge = "application/merge-patch+json";
const at = (resource: string, name: string) => `/apis/${kargo}/namespaces/goserver/${resource}/${name}`;
const inArgocd = (resource: string, name: string) => `/apis/argoproj.io/v1alpha1/namespaces/argocd/${resource}/${name}`;
const patch =
  (path: string, body: object): Write =>
  (ask) =>
    ask("PATCH", `${path}?dryRun=All`, body, merge);
const post =
  (object: JsonObject): Write =>
  (ask) =>
    ask("POST", `${folderOf(object)}?dryRun=All`, object);
const remove =
  (path: string): Write =>
  (ask) =>
    ask("DELETE", `${path}?dryRun=All`);
const annotate = (path: string, key: string): Write => patch(path, { metadata: { annotations: { [key]: "now" } } });
const status = (path: string, body: object): Write => patch(`${path}/status`, { status: body });

const prod = at("stages", "prod");
const one = at("freights", "one");
const application = inArgocd("applications", "goserver-prod");
const soaked = { verifiedIn: { prod: { verifiedAt: "2026-11-01T10:00:00Z", longestSoak: "99h0m0s" } } };
const approved = (stage: string) => ({ approvedFor: { [stage]: { approvedAt: "2026-11-01T10:00:00Z" } } });
const variables = { spec: { vars: [{ name: "folder", value: "elsewhere" }] } };
const sync = { operation: { sync: { revision: "main" } } };

/** Every write, and what becomes of it for each who tries. */
const writes: Readonly<Record<string, readonly [write: Write, verdicts: Readonly<Record<string, string>>]>> = {
  "a Stage's status": [
    status(prod, { observedGeneration: 2, freightSummary: "1/1 Fulfilled" }),
    { "Kargo's controller": "taken", "a promoter": "no right" },
  ],
  "a Stage's finalizer": [
    patch(prod, { metadata: { finalizers: ["kargo.akuity.io/finalizer"] } }),
    { "Kargo's controller": "taken" },
  ],
  "asking a Stage to verify again": [
    annotate(prod, "kargo.akuity.io/reverify"),
    { "Kargo's API": "taken", "Kargo's controller": "taken", "a developer": "taken" },
  ],
  "a protected Stage's spec": [
    patch(prod, variables),
    {
      "Kargo's API": "G34",
      "a developer": "G34",
      "Argo CD's controller": "G34",
      "Argo CD's server": "G34",
      "a promoter": "no right",
    },
  ],
  "a protected Stage's label": [
    patch(prod, { metadata: { labels: { "slipway.dev/protected": null } } }),
    { "a developer": "G34", "Kargo's API": "G34", Pulumi: "taken" },
  ],
  "another Stage's variables": [patch(at("stages", "dev"), variables), { "a developer": "taken", Pulumi: "taken" }],
  "a way past the Stages before it": [
    patch(prod, {
      spec: { requestedFreight: [{ origin: { kind: "Warehouse", name: "main" }, sources: { direct: true } }] },
    }),
    { Pulumi: "G01", "a cluster's administrator": "G01", "a developer": "G01" },
  ],
  "a Promotion to a protected Stage": [
    post(promotion("prod")),
    { "a promoter": "taken", "Kargo's API": "taken", "Kargo's controller": "taken" },
  ],
  "Freight that was found": [post(freight("found")), { "Kargo's controller": "taken", "Kargo's API": "taken" }],
  "Freight of another tag": [
    post(freight("made", "latest")),
    { "Kargo's API": "G20", "a developer": "G20", "a cluster's administrator": "G20" },
  ],
  "where Freight was verified and how long it soaked": [
    status(one, soaked),
    { "Kargo's controller": "taken", "Kargo's API": "G12", "a developer": "G12", "a cluster's administrator": "G12" },
  ],
  "an approval for a protected Stage": [
    status(one, approved("prod")),
    { "Kargo's API": "G11", "a developer": "G11", "a cluster's administrator": "G11" },
  ],
  "an approval for another Stage": [
    status(one, approved("staging")),
    { "Kargo's API": "taken", "a developer": "taken" },
  ],
  "Freight's alias": [
    patch(one, { metadata: { labels: { "kargo.akuity.io/alias": "calm-otter" } }, alias: "calm-otter" }),
    { "Kargo's API": "taken", "Kargo's controller": "taken" },
  ],
  "old Freight's deletion": [
    remove(at("freights", "old")),
    { "Kargo's garbage collector": "taken", "Kubernetes' garbage collector": "taken", "Kargo's API": "taken" },
  ],
  "a policy of promotion": [
    patch(at("projectconfigs", "goserver"), {
      spec: { promotionPolicies: [{ stageSelector: { name: "dev" }, autoPromotionEnabled: false }] },
    }),
    { "Kargo's API": "G34", "a developer": "G34", Pulumi: "taken", "a cluster's administrator": "taken" },
  ],
  "a policy that promotes prod by itself": [
    patch(at("projectconfigs", "goserver"), {
      spec: { promotionPolicies: [{ stageSelector: { name: "prod" }, autoPromotionEnabled: true }] },
    }),
    { Pulumi: "G07", "a cluster's administrator": "G07" },
  ],
  "a ProjectConfig's status": [
    status(at("projectconfigs", "goserver"), { observedGeneration: 3 }),
    { "Kargo's management controller": "taken" },
  ],
  "what a Warehouse follows": [
    patch(at("warehouses", "main"), { spec: { interval: "1m0s" } }),
    { "a developer": "G34", "Kargo's API": "G34", Pulumi: "taken" },
  ],
  "a Warehouse's status": [
    status(at("warehouses", "main"), { observedGeneration: 3 }),
    { "Kargo's controller": "taken" },
  ],
  "asking a Warehouse to look again": [
    annotate(at("warehouses", "main"), "kargo.akuity.io/refresh"),
    { "Kargo's API": "taken", "a developer": "taken" },
  ],
  "a sync of a protected Application": [
    patch(application, sync),
    {
      "Kargo's controller": "taken",
      "Argo CD's controller": "taken",
      // Argo CD's own RBAC and sync windows decide about those who come through it
      "Argo CD's server": "taken",
      "a developer": "G28",
    },
  ],
  "what Argo CD remembers of a sync": [
    patch(application, {
      status: { operationState: { operation: sync.operation, phase: "Running", startedAt: "2026-11-01T10:00:00Z" } },
    }),
    { "Argo CD's controller": "taken", "a developer": "G28" },
  ],
  "an Application's health": [
    patch(application, { status: { health: { status: "Healthy" } } }),
    { "Argo CD's controller": "taken" },
  ],
  "asking Argo CD to look again": [
    annotate(application, "argocd.argoproj.io/refresh"),
    { "Kargo's controller": "taken", "Argo CD's server": "taken", "a developer": "taken" },
  ],
  "where a protected Application takes its manifests": [
    patch(application, { spec: { source: { targetRevision: "main" } } }),
    { "a developer": "G28", "Argo CD's server": "G28", "Kargo's controller": "taken", Pulumi: "taken" },
  ],
  "a protected AppProject": [
    patch(inArgocd("appprojects", "goserver-prod"), { spec: { sourceRepos: ["https://github.com/evil/app"] } }),
    { "a developer": "G34", "Argo CD's server": "G34", Pulumi: "taken" },
  ],
  "an AppProject that lets everything in": [
    patch(inArgocd("appprojects", "goserver-prod"), { spec: { sourceRepos: ["*"] } }),
    { Pulumi: "G27", "a cluster's administrator": "G27" },
  ],
};

describe.skipIf(!hasApiServer())("on the API server, under goserver's guards,", () => {
  let api: ApiServer;

  beforeAll(async () => {
    api = await startKargoServer();
    await create(api.ask, { apiVersion: "v1", kind: "Namespace", metadata: { name: "argocd" } });
    const objects = [...allObjects(compiled), freight("one"), freight("old"), promotion("staging")];
    for (const object of objects) await create(api.ask, object);
    for (const [name, { user, may }] of Object.entries(people)) await grant(name, user, may);
    for (const object of guardObjects(compiled, guards)) await create(api.ask, object);
    const shut = ["G34", "G28", "G12", "G11", "G20", "G07", "G01", "G27"];
    for (const id of shut) {
      const [write, who] = tried.find(([, , verdict]) => verdict === id) ?? [];
      if (write !== undefined && who !== undefined)
        await until(`${id} to be in force`, async () => (await verdict(write, who)) === id);
    }
  });
  afterAll(async () => {
    await api?.stop();
  });

  const tried = Object.values(writes).flatMap(([write, verdicts]) =>
    Object.entries(verdicts).map(([who, expected]) => [write, who, expected] as const),
  );

  async function grant(name: string, user: string, rules: readonly object[]): Promise<void> {
    if (rules.length === 0) return;
    const metadata = { name: user.replaceAll(":", ".") };
    const roleRef = { apiGroup: rbac, kind: "ClusterRole", name: metadata.name };
    const subjects = [{ apiGroup: rbac, kind: "User", name: user }];
    const post = (kind: string, plural: string, body: object) =>
      api.ask("POST", `/apis/${rbac}/v1/${plural}`, { apiVersion: `${rbac}/v1`, kind, metadata, ...body });
    const made = await post("ClusterRole", "clusterroles", { rules });
    const bound = await post("ClusterRoleBinding", "clusterrolebindings", { roleRef, subjects });
    expect([name, made.code, bound.code]).toEqual([name, 201, 201]);
  }

  /** `taken`, which rule refuses it, or that RBAC does. */
  async function verdict(write: Write, who: string): Promise<string> {
    const { user = "", groups = [] } = people[who] ?? {};
    const { code, body } = await write(api.as(user, ...groups));
    if (code < 300) return "taken";
    const [, rule] = /denied request: (G\d\d): .+\. .+/.exec(String(body["message"])) ?? [];
    return rule ?? (/cannot \w+ resource/.test(String(body["message"])) ? "no right" : `${code} ${body["message"]}`);
  }

  test.each(Object.entries(writes))("%s", async (_what, [write, expected]) => {
    const verdicts: Record<string, string> = {};
    for (const who of Object.keys(expected)) verdicts[who] = await verdict(write, who);
    expect(verdicts).toEqual(expected);
  });

  test("what is being deleted is let go: its finalizers, its status, and whatever it looks like", async () => {
    const finalizers = ["kargo.akuity.io/finalizer"];
    await api.ask("PATCH", prod, { metadata: { finalizers } }, merge);
    expect((await api.as("pulumi")("DELETE", prod)).code).toBe(200);
    expect(await verdict(status(prod, { observedGeneration: 9 }), "Kargo's controller")).toBe("taken");
    const { user = "" } = people["Kargo's controller"] ?? {};
    const last = await api.as(user)("PATCH", prod, { metadata: { finalizers: null } }, merge);
    expect([last.code, last.body["message"]]).toEqual([200, undefined]);
    expect((await api.ask("GET", prod)).code).toBe(404);
  });

  test("a whole Project goes, with everything in its namespace, and no guard is in its way", async () => {
    expect((await api.ask("DELETE", "/api/v1/namespaces/goserver")).code).toBe(200);
    await until(
      "the namespace to be gone",
      async () => (await api.ask("GET", "/api/v1/namespaces/goserver")).code === 404,
    );
  });
});
