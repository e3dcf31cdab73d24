import { gunzipSync } from "node:zlib";
import { at, text } from "../object.ts";
import type { Reachable } from "../session.ts";
import { type Fields, isFields, type Value } from "../value.ts";

/** A revision of a release as Helm 3 stores it: a Secret `sh.helm.release.v1.<name>.v<revision>` beside what it installs. */
export interface StoredRelease {
  readonly revision: number;
  /** `deployed`, `failed`, `pending-install`, `pending-upgrade`, `uninstalling`, … */
  readonly status: string;
  readonly chart: string;
  readonly version: string;
  readonly appVersion: string;
  /** What was given over the chart's values. */
  readonly values: Fields;
  readonly manifest: string;
}

/**
 * The newest revision of a release; undefined when there is none.
 *
 * Format: helm v3, pkg/storage/driver: JSON, gzip, base64, and the Secret's own base64 around it.
 */
export async function storedRelease(
  cluster: Reachable,
  namespace: string,
  name: string,
  signal?: AbortSignal,
): Promise<StoredRelease | undefined> {
  const list = await cluster.client.request(
    {
      method: "GET",
      path: `/api/v1/namespaces/${encodeURIComponent(namespace)}/secrets`,
      query: { labelSelector: `owner=helm,name=${name}` },
    },
    signal,
  );
  const secrets = (Array.isArray(list.items) ? list.items : []).filter(isFields);
  const newest = secrets.sort((a, b) => revisionOf(b) - revisionOf(a))[0];
  if (newest === undefined) return undefined;
  const packed = Buffer.from(text(at(newest, "data", "release")), "base64").toString("utf8");
  const release = JSON.parse(gunzipSync(Buffer.from(packed, "base64")).toString("utf8")) as Value;
  const values = at(release, "config");
  const metadata = (key: string) => text(at(release, "chart", "metadata", key));
  return {
    revision: revisionOf(newest),
    status: text(at(release, "info", "status")),
    chart: metadata("name"),
    version: metadata("version"),
    appVersion: metadata("appVersion"),
    values: isFields(values) ? values : {},
    manifest: text(at(release, "manifest")),
  };
}

function revisionOf(secret: Fields): number {
  return Number(text(at(secret, "metadata", "labels", "version")));
}

/** The outputs that the real plugin gives a release beside its inputs: `resourceNames` and `status`. */
export async function releaseOutputs(release: Fields, stored: StoredRelease): Promise<Fields> {
  const { revision, status, chart, version, appVersion } = stored;
  const { name = "", namespace = "" } = release;
  return {
    resourceNames: await namesIn(stored.manifest),
    status: { status, name, namespace, revision, chart, version, ...(appVersion !== "" && { appVersion }) },
  };
}

/** By `Kind.group/apiVersion`, the names of what a manifest holds, with their namespace where they have one. */
async function namesIn(manifest: string): Promise<Fields> {
  // Loads a YAML parser, which runs without releases do without.
  const { parseAllDocuments } = await import("yaml");
  const names: Record<string, string[]> = {};
  for (const document of parseAllDocuments(manifest, { version: "1.1", logLevel: "silent" })) {
    const object = document.toJS() as Value;
    if (!isFields(object)) continue;
    const apiVersion = text(object.apiVersion);
    const group = apiVersion.includes("/") ? `.${apiVersion.slice(0, apiVersion.indexOf("/"))}` : "";
    const key = `${text(object.kind)}${group}/${apiVersion}`;
    const namespace = text(at(object, "metadata", "namespace"));
    const name = text(at(object, "metadata", "name"));
    names[key] = [...(names[key] ?? []), namespace === "" ? name : `${namespace}/${name}`];
  }
  return names;
}
