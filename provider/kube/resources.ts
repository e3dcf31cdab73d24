import { at, namespaceOf, text, withMetadata } from "../object.ts";
import { apiVersion, builtInScope, type Gvk } from "../token.ts";
import { type Fields, isFields } from "../value.ts";
import { isNotFound, NoMatchError } from "./api-error.ts";
import type { KubeClient } from "./client.ts";

/** How the server serves a type: learnt by discovery. */
export interface ResourceType {
  readonly gvk: Gvk;
  /** `/apis/kargo.akuity.io/v1alpha1`. */
  readonly base: string;
  readonly plural: string;
  readonly namespaced: boolean;
}

/** What the server serves, asked once per group and version, and again when a type is missing (its CRD may be new). */
export class Discovery {
  readonly #client: KubeClient;
  readonly #answers = new Map<string, Promise<readonly ResourceType[]>>();

  constructor(client: KubeClient) {
    this.#client = client;
  }

  /** @throws NoMatchError when the server has no such type */
  async find(gvk: Gvk, signal?: AbortSignal): Promise<ResourceType> {
    const key = apiVersion(gvk);
    const known = this.#answers.get(key);
    const cached = (await known)?.find((type) => type.gvk.kind === gvk.kind);
    if (cached !== undefined) return cached;
    const asked = this.#ask(gvk, signal);
    this.#answers.set(key, asked);
    try {
      const found = (await asked).find((type) => type.gvk.kind === gvk.kind);
      if (found !== undefined) return found;
    } catch (error) {
      this.#answers.delete(key);
      throw error;
    }
    throw new NoMatchError(gvk.kind, key);
  }

  /** Scope of a type: known for Kubernetes' own, asked for others, undefined when the server doesn't have it. */
  async scope(gvk: Gvk, signal?: AbortSignal): Promise<boolean | undefined> {
    const known = builtInScope(gvk);
    if (known !== undefined) return known;
    return this.find(gvk, signal).then(
      (type) => type.namespaced,
      (error: unknown) => {
        if (error instanceof NoMatchError) return undefined;
        throw error;
      },
    );
  }

  async #ask(gvk: Gvk, signal?: AbortSignal): Promise<readonly ResourceType[]> {
    const base = gvk.group === "" ? `/api/${gvk.version}` : `/apis/${gvk.group}/${gvk.version}`;
    const list = await this.#client.request({ method: "GET", path: base }, signal).catch((error: unknown) => {
      if (isNotFound(error)) return {};
      throw error;
    });
    const resources = at(list, "resources");
    return (Array.isArray(resources) ? resources : [])
      .filter(isFields)
      .filter((item) => !text(item.name).includes("/"))
      .map((item) => ({
        gvk: { ...gvk, kind: text(item.kind) },
        base,
        plural: text(item.name),
        namespaced: item.namespaced === true,
      }));
  }
}

/** Path of a type's collection, or of one object in it. A namespace is used only where the type has one. */
export function resourcePath(type: ResourceType, namespace: string, name?: string): string {
  const scope = type.namespaced ? `/namespaces/${encodeURIComponent(namespace || "default")}` : "";
  return `${type.base}${scope}/${type.plural}${name === undefined ? "" : `/${encodeURIComponent(name)}`}`;
}

/** The object as the server wants it: without a namespace when its type has none (guessed before the CRD was there). */
export function forScope(type: ResourceType, object: Fields): Fields {
  return type.namespaced || namespaceOf(object) === "" ? object : withMetadata(object, "namespace", undefined);
}
