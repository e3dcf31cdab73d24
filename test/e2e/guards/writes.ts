import type { Ask, JsonObject } from "../../support/api-server.ts";
import { folderOf } from "../../support/kargo-server.ts";

const group = "kargo.akuity.io";
const kargo = `${group}/v1alpha1`;
export const rbac = "rbac.authorization.k8s.io";

const image = { repoURL: "docker.io/acme/goserver", tag: "0123456789abcdef0123456789abcdef01234567" };
export const freight = (name: string, tag = image.tag): JsonObject => ({
  apiVersion: kargo,
  kind: "Freight",
  metadata: { name, namespace: "goserver" },
  origin: { kind: "Warehouse", name: "main" },
  images: [{ ...image, tag }],
});
export const promotion = (stage: string): JsonObject => ({
  apiVersion: kargo,
  kind: "Promotion",
  metadata: { name: `to-${stage}`, namespace: "goserver" },
  spec: { stage, freight: "one", steps: [{ uses: "fail" }] },
});

export type Write = (ask: Ask) => ReturnType<Ask>;
export const merge = "application/merge-patch+json";
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
export const status = (path: string, body: object): Write => patch(`${path}/status`, { status: body });

export const prod = at("stages", "prod");
const one = at("freights", "one");
const application = inArgocd("applications", "goserver-prod");
const soaked = { verifiedIn: { prod: { verifiedAt: "2026-11-01T10:00:00Z", longestSoak: "99h0m0s" } } };
const approved = (stage: string) => ({ approvedFor: { [stage]: { approvedAt: "2026-11-01T10:00:00Z" } } });
const variables = { spec: { vars: [{ name: "folder", value: "elsewhere" }] } };
const sync = { operation: { sync: { revision: "main" } } };

/** Every write, and what becomes of it for each who tries. */
export const writes: Readonly<Record<string, readonly [write: Write, verdicts: Readonly<Record<string, string>>]>> = {
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
