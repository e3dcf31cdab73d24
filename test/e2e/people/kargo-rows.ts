import type { Ask } from "../../support/api-server.ts";
import type { Member } from "./sample.ts";

const kargo = "/apis/kargo.akuity.io/v1alpha1";
const merge = "application/merge-patch+json";
const inProject = (path: string) => `${kargo}/namespaces/goserver/${path}`;
const approved = { status: { approvedFor: { prod: { approvedAt: "2026-11-01T10:00:00Z" } } } };

/** A request to Kargo's own API. */
export interface ApiRequest {
  readonly method: string;
  readonly path: string;
  readonly body?: unknown;
}

/** What rows are about, by the names that Kargo gave. */
export interface Names {
  /** Went through dev and staging. */
  readonly freight: string;
  /** To prod. */
  readonly promotion: string;
}

/** One thing that people do, and who may. */
export interface Row {
  /** To the API server, in Kargo's name for a person or by kubectl; nothing is stored. */
  readonly write: (ask: Ask, names: Names) => ReturnType<Ask>;
  /** By Kargo's UI or CLI. Left out where it has no such request. */
  readonly api?: (names: Names) => ApiRequest;
  readonly may: readonly Member[];
  /** By Kargo's UI or CLI, where that asks for less than the API server does. Default: as `may` says. */
  readonly byApi?: readonly Member[];
  /** Of those, who may not by kubectl: Slipway gives viewers, developers and admins nothing there. */
  readonly notByKubectl?: true;
}

const everybodyNamed: readonly Member[] = ["viewer", "developer", "promoter of dev", "promoter of prod", "admin"];

const promote = (stage: string) => ({
  write: (ask: Ask, { freight }: Names) =>
    ask("POST", `${inProject("promotions")}?dryRun=All`, {
      apiVersion: "kargo.akuity.io/v1alpha1",
      kind: "Promotion",
      metadata: { name: `to-${stage}`, namespace: "goserver" },
      // Kargo's webhook writes the Stage's own in their place.
      spec: { stage, freight, steps: [{ uses: "fail" }] },
    }),
  api: ({ freight }: Names) => ({
    method: "POST",
    path: `/projects/goserver/stages/${stage}/promotions`,
    body: { freight },
  }),
});

const patch = (path: string, body: object) => (ask: Ask) => ask("PATCH", `${inProject(path)}?dryRun=All`, body, merge);
const annotate = (path: string, key: string) => patch(path, { metadata: { annotations: { [key]: "now" } } });

/** Who may do what in Kargo. */
export const kargoRows: Readonly<Record<string, Row>> = {
  "see the Project's Stages, Freight and Promotions": {
    write: (ask) => ask("GET", inProject("stages")),
    api: () => ({ method: "GET", path: "/projects/goserver/stages" }),
    may: everybodyNamed,
  },
  "see which Projects there are": {
    write: (ask) => ask("GET", `${kargo}/projects`),
    api: () => ({ method: "GET", path: "/projects" }),
    may: everybodyNamed,
    notByKubectl: true,
  },
  "promote to dev": { ...promote("dev"), may: ["promoter of dev", "admin"] },
  "promote to staging": { ...promote("staging"), may: ["admin"] },
  "promote to prod": { ...promote("prod"), may: ["promoter of prod", "admin"] },
  "abort a Promotion": {
    write: (ask, { promotion }) => annotate(`promotions/${promotion}`, "kargo.akuity.io/abort")(ask),
    api: ({ promotion }) => ({ method: "POST", path: `/projects/goserver/promotions/${promotion}/abort` }),
    may: ["admin"],
  },
  "approve Freight for prod, past its verification": {
    write: (ask, { freight }) => ask("PATCH", `${inProject(`freights/${freight}/status`)}?dryRun=All`, approved, merge),
    api: ({ freight }) => ({ method: "POST", path: `/projects/goserver/freight/${freight}/approve?stage=prod` }),
    may: ["admin"],
  },
  "verify a Stage once more": {
    write: annotate("stages/staging", "kargo.akuity.io/reverify"),
    may: ["admin"],
  },
  "let a Warehouse look for Freight now": {
    write: annotate("warehouses/main", "kargo.akuity.io/refresh"),
    api: () => ({ method: "POST", path: "/projects/goserver/warehouses/main/refresh" }),
    may: ["admin"],
    // It writes as itself, whoever asks: pkg/server/refresh_warehouse_v1alpha1.go, kargo v1.11.2.
    byApi: ["nobody", ...everybodyNamed],
  },
  "change a Stage, where its Freight comes from and its steps": {
    write: patch("stages/dev", { spec: { vars: [{ name: "folder", value: "elsewhere" }] } }),
    may: ["admin"],
  },
  "change what is promoted by itself": {
    write: patch("projectconfigs/goserver", {
      spec: { promotionPolicies: [{ stageSelector: { name: "prod" }, autoPromotionEnabled: true }] },
    }),
    may: ["admin"],
  },
  "delete Freight": {
    write: (ask, { freight }) => ask("DELETE", `${inProject(`freights/${freight}`)}?dryRun=All`),
    may: ["admin"],
  },
  "delete a Stage": {
    write: (ask) => ask("DELETE", `${inProject("stages/dev")}?dryRun=All`),
    may: ["admin"],
  },
};

/** What nobody may whom Slipway names, by kubectl or in Kargo's name. */
export const elsewhere: Readonly<Record<string, (ask: Ask) => ReturnType<Ask>>> = {
  "read credentials": (ask) => ask("GET", "/api/v1/namespaces/goserver/secrets"),
  "change an AppProject": (ask) =>
    ask("PATCH", "/apis/argoproj.io/v1alpha1/namespaces/argocd/appprojects/goserver-prod?dryRun=All", {}, merge),
  "change an Application": (ask) =>
    ask("PATCH", "/apis/argoproj.io/v1alpha1/namespaces/argocd/applications/goserver-prod?dryRun=All", {}, merge),
  "give others rights": (ask) =>
    ask("POST", "/apis/rbac.authorization.k8s.io/v1/namespaces/goserver/rolebindings?dryRun=All", {
      metadata: { name: "more" },
      roleRef: { apiGroup: "rbac.authorization.k8s.io", kind: "Role", name: "prod-promoters" },
      subjects: [{ apiGroup: "rbac.authorization.k8s.io", kind: "Group", name: "friends" }],
    }),
  "name more groups to Kargo": (ask) =>
    ask("PATCH", "/api/v1/namespaces/goserver/serviceaccounts/prod-promoters?dryRun=All", {}, merge),
  "take a guard away": (ask) =>
    ask(
      "DELETE",
      "/apis/admissionregistration.k8s.io/v1/validatingadmissionpolicybindings/goserver.prod.promotions?dryRun=All",
    ),
};
