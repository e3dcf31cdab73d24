import type { ApiRequest } from "./kargo-rows.ts";
import type { Member } from "./sample.ts";

/** One thing that people do in Argo CD, and who may. */
interface ArgocdRow {
  readonly request: ApiRequest;
  /** Argo CD answers with yes or no. */
  readonly asks?: true;
  readonly may: readonly Member[];
}

const prod = "/applications/goserver-prod";
const project = { metadata: { name: "mine", namespace: "argocd" }, spec: { sourceRepos: ["*"] } };
const can = (resource: string, action: string, object: string): Pick<ArgocdRow, "request" | "asks"> => ({
  request: { method: "GET", path: `/account/can-i/${resource}/${action}/${object}` },
  asks: true,
});

/** Who may do what in Argo CD. The last one takes an Application away. */
export const argocdRows: Readonly<Record<string, ArgocdRow>> = {
  "see dev's Application": {
    request: { method: "GET", path: "/applications/goserver-dev" },
    may: ["viewer", "developer", "promoter of dev", "admin"],
  },
  "see prod's Application": {
    request: { method: "GET", path: prod },
    may: ["viewer", "developer", "promoter of prod", "admin"],
  },
  "read the logs of prod's Pods": {
    ...can("logs", "get", "goserver-prod/goserver-prod"),
    may: ["viewer", "developer", "promoter of prod", "admin"],
  },
  "see prod's AppProject": {
    request: { method: "GET", path: "/projects/goserver-prod" },
    may: ["viewer", "developer", "promoter of prod", "admin"],
  },
  "see clusters and repositories": { ...can("clusters", "get", "*"), may: ["viewer", "developer", "admin"] },
  "see accounts and keys": { ...can("gpgkeys", "get", "*"), may: ["viewer", "admin"] },
  "sync prod by hand": { request: { method: "POST", path: `${prod}/sync`, body: {} }, may: ["admin"] },
  "end a sync of prod": { request: { method: "DELETE", path: `${prod}/operation` }, may: ["admin"] },
  "sync prod to another revision": {
    ...can("applications", "override", "goserver-prod/goserver-prod"),
    may: ["admin"],
  },
  "change where prod takes its manifests from": {
    request: {
      method: "PATCH",
      path: prod,
      body: { name: "goserver-prod", patchType: "merge", patch: '{"spec":{"source":{"targetRevision":"main"}}}' },
    },
    may: ["admin"],
  },
  "change prod's AppProject": {
    request: {
      method: "PUT",
      path: "/projects/goserver-prod",
      body: { project: { ...project, metadata: { name: "goserver-prod" } } },
    },
    may: ["admin"],
  },
  "make an AppProject": { request: { method: "POST", path: "/projects", body: { project } }, may: ["admin"] },
  "open a terminal in prod's Pods": { ...can("exec", "create", "goserver-prod/goserver-prod"), may: ["admin"] },
  "delete an Application": {
    request: { method: "DELETE", path: "/applications/goserver-staging?cascade=false" },
    may: ["admin"],
  },
};
