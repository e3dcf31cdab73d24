import type { RequestOptions } from "node:https";
import type { KubeConfig } from "@kubernetes/client-node";
import { UserError } from "../model/problem.ts";
import { type Asked, refused, unreachable } from "./api-failure.ts";
import type { Answer, AskedCluster } from "./asked.ts";
import { exchange } from "./exchange.ts";
import { boundLogin, logIn } from "./login.ts";

/** One request may take this long, in milliseconds. */
const requestBound = 30_000;
/** No `application/json` beside it: a server that can't leave the data out must refuse instead of sending it. */
const onlyMetadata = "application/json;as=PartialObjectMetadataList;v=v1;g=meta.k8s.io";
/** Objects per answer of a list; large Projects are read in several. */
const pageSize = 500;

interface Page<T> {
  /** Of kinds built into Kubernetes null, when there are none. */
  readonly items: readonly T[] | null;
  readonly metadata?: { readonly continue?: string };
}

/**
 * A cluster as commands use it: a few verbs on custom resources, failures told in words. Authentication is
 * @kubernetes/client-node's: client certificates, tokens, exec plugins, OIDC.
 */
export class Cluster implements AskedCluster {
  /** For people: which cluster this is, and where that was said. Never holds credentials. */
  readonly name: string;
  readonly server: string;
  readonly config: KubeConfig;
  private readonly signal: AbortSignal;

  constructor(name: string, config: KubeConfig, signal: AbortSignal) {
    this.name = name;
    this.config = config;
    this.server = withoutUser(config.getCurrentCluster()?.server ?? "");
    this.signal = signal;
    boundLogin(config, signal);
  }

  /**
   * Undefined when there is no such object.
   *
   * @throws ApiFailure
   */
  async get<T>(kind: Kind, namespace: string | undefined, name: string): Promise<T | undefined> {
    const asked = {
      verb: "get",
      resource: resourceOf(kind),
      name,
      ...(namespace === undefined ? {} : { namespace }),
    } as const;
    const { status, body } = await this.send("GET", pathOf(kind, namespace, name), undefined);
    if (status === 404) return undefined;
    if (status !== 200) throw refused(this.name, asked, status, body);
    return JSON.parse(body) as T;
  }

  /**
   * Every object of a kind; in all namespaces when none is given.
   *
   * @throws ApiFailure
   */
  async list<T>(kind: Kind, namespace?: string, labelSelector?: string): Promise<T[]> {
    const asked: Asked = {
      verb: "list",
      resource: resourceOf(kind),
      ...(namespace === undefined ? {} : { namespace }),
    };
    const items: T[] = [];
    let next: string | undefined = "";
    while (next !== undefined) {
      const query = new URLSearchParams({ limit: String(pageSize) });
      if (labelSelector !== undefined) query.set("labelSelector", labelSelector);
      if (next !== "") query.set("continue", next);
      const path = `${pathOf(kind, namespace)}?${query}`;
      const { status, body } = await this.send("GET", path, undefined, {
        metadataOnly: kind.metadataOnly === true,
      });
      if (status !== 200) throw refused(this.name, asked, status, body);
      const page = JSON.parse(body) as Page<T>;
      items.push(...(page.items ?? []));
      next = page.metadata?.continue || undefined;
    }
    return items;
  }

  /**
   * @param options `dryRun`: asks whether the object would be taken, and stores nothing
   * @throws ApiFailure
   */
  async create<T>(
    kind: Kind,
    namespace: string | undefined,
    object: object,
    { dryRun = false }: { readonly dryRun?: boolean } = {},
  ): Promise<T> {
    const path = `${pathOf(kind, namespace)}${dryRun ? "?dryRun=All" : ""}`;
    const { status, body } = await this.send("POST", path, JSON.stringify(object));
    const asked = {
      verb: "create",
      resource: resourceOf(kind),
      ...(namespace === undefined ? {} : { namespace }),
    } as const;
    if (status < 200 || status > 299) throw refused(this.name, asked, status, body);
    return JSON.parse(body) as T;
  }

  /**
   * Changes the fields that are named, and no others.
   *
   * @param manager by which the API server remembers whose fields they are
   * @param patch a JSON merge patch: null takes a field away
   * @throws ApiFailure
   */
  async merge(kind: Kind, namespace: string, name: string, manager: string, patch: object): Promise<void> {
    const path = `${pathOf(kind, namespace, name)}?${new URLSearchParams({ fieldManager: manager })}`;
    const { status, body } = await this.send("PATCH", path, JSON.stringify(patch));
    const asked = { verb: "patch", resource: resourceOf(kind), namespace, name } as const;
    if (status !== 200) throw refused(this.name, asked, status, body);
  }

  /**
   * What the server answers at a path of its own, such as `version`; whatever the status.
   *
   * @param options `metadataOnly`: of a list, its objects without their data
   * @throws ApiFailure when it doesn't answer
   */
  look(path: string, options: { readonly metadataOnly?: boolean } = {}): Promise<Answer> {
    return this.send("GET", path, undefined, options);
  }

  /**
   * Asks what a change would come to; nothing is stored. Whatever the status.
   *
   * @param type of the patch: `application/apply-patch+yaml` (JSON is YAML), `application/strategic-merge-patch+json`
   * @throws ApiFailure when it doesn't answer
   */
  tryPatch(path: string, manager: string, type: string, patch: object): Promise<Answer> {
    const query = new URLSearchParams({ fieldManager: manager, dryRun: "All" });
    return this.send("PATCH", `${path}?${query}`, JSON.stringify(patch), { type });
  }

  private async send(
    method: string,
    path: string,
    body: string | undefined,
    { metadataOnly = false, type }: { readonly metadataOnly?: boolean; readonly type?: string } = {},
  ): Promise<Answer> {
    const url = this.urlOf(path);
    const options: RequestOptions = { method, headers: { accept: metadataOnly ? onlyMetadata : "application/json" } };
    await logIn(this.name, this.config, options, this.signal);
    if (body !== undefined)
      options.headers = {
        ...options.headers,
        "content-type": type ?? (method === "PATCH" ? "application/merge-patch+json" : "application/json"),
        "content-length": Buffer.byteLength(body),
      };
    const bound = AbortSignal.timeout(requestBound);
    options.signal = AbortSignal.any([bound, this.signal]);
    try {
      return await exchange(url, options, body);
    } catch (error) {
      this.signal.throwIfAborted();
      if (bound.aborted)
        throw unreachable(
          this.name,
          Object.assign(new Error(`waited ${requestBound / 1000} s`), { code: "ETIMEDOUT" }),
        );
      throw unreachable(this.name, error);
    }
  }

  private urlOf(path: string): URL {
    const server = this.config.getCurrentCluster()?.server ?? "";
    const [, scheme] = /^(https?):\/\/[^/]/.exec(server) ?? [];
    if (scheme !== undefined && URL.canParse(server)) return new URL(path, `${server.replace(/\/$/, "")}/`);
    throw new UserError(
      `${this.name} can't be asked: its server is ${JSON.stringify(this.server)}; a URL is wanted, such as https://127.0.0.1:6443`,
    );
  }
}

/** A kind of object by where the API server keeps it. */
export interface Kind {
  /** Empty: Kubernetes' core, such as Namespaces. */
  readonly group: string;
  readonly version: string;
  readonly plural: string;
  /** Lists come without the objects' data: that of Secrets is never asked for. */
  readonly metadataOnly?: true;
}

const kargo = { group: "kargo.akuity.io", version: "v1alpha1" } as const;
const argo = { group: "argoproj.io", version: "v1alpha1" } as const;
const core = { group: "", version: "v1" } as const;
const rbac = { group: "rbac.authorization.k8s.io", version: "v1" } as const;
const admission = { group: "admissionregistration.k8s.io", version: "v1" } as const;

export const kinds = {
  stage: { ...kargo, plural: "stages" },
  freight: { ...kargo, plural: "freights" },
  promotion: { ...kargo, plural: "promotions" },
  warehouse: { ...kargo, plural: "warehouses" },
  project: { ...kargo, plural: "projects" },
  projectConfig: { ...kargo, plural: "projectconfigs" },
  promotionTask: { ...kargo, plural: "promotiontasks" },
  analysisRun: { ...argo, plural: "analysisruns" },
  analysisTemplate: { ...argo, plural: "analysistemplates" },
  clusterAnalysisTemplate: { ...argo, plural: "clusteranalysistemplates" },
  application: { ...argo, plural: "applications" },
  appProject: { ...argo, plural: "appprojects" },
  namespace: { ...core, plural: "namespaces" },
  configMap: { ...core, plural: "configmaps" },
  pod: { ...core, plural: "pods" },
  serviceAccount: { ...core, plural: "serviceaccounts" },
  secretMetadata: { ...core, plural: "secrets", metadataOnly: true },
  role: { ...rbac, plural: "roles" },
  roleBinding: { ...rbac, plural: "rolebindings" },
  selfSubjectReview: { group: "authentication.k8s.io", version: "v1", plural: "selfsubjectreviews" },
  guardPolicy: { ...admission, plural: "validatingadmissionpolicies" },
  guardBinding: { ...admission, plural: "validatingadmissionpolicybindings" },
} as const satisfies Readonly<Record<string, Kind>>;

function resourceOf({ group, plural }: Kind): string {
  return group === "" ? plural : `${plural}.${group}`;
}

function pathOf({ group, version, plural }: Kind, namespace: string | undefined, name?: string): string {
  const inNamespace = namespace === undefined ? "" : `/namespaces/${encodeURIComponent(namespace)}`;
  // a kubeconfig's server may have a path of its own, as Rancher's have
  const base = group === "" ? `api/${version}` : `apis/${group}/${version}`;
  return `${base}${inNamespace}/${plural}${name === undefined ? "" : `/${encodeURIComponent(name)}`}`;
}

/** A server's URL may carry a user by mistake. */
function withoutUser(server: string): string {
  return server.replace(/\/\/[^/@]*@/, "//");
}
