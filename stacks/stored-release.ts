import { gunzipSync } from "node:zlib";
import { type Fields, fields, string } from "../model/manifests/reading.ts";
import { mapsOf } from "../model/platform/adopt-answers.ts";
import type { Values } from "../model/platform/values.ts";

/** A Helm release as it stands in a cluster. */
export interface StoredRelease {
  readonly chart: string;
  readonly version: string;
  readonly appVersion: string;
  /** What was given over the chart's values; may hold secrets. */
  readonly values: Values;
  readonly manifest: string;
}

/** Where the Secrets of a release stand that is installed, whatever its revision. */
export function releasePath(namespace: string, name: string): string {
  const selector = encodeURIComponent(`owner=helm,status=deployed,name=${name}`);
  return `api/v1/namespaces/${namespace}/secrets?labelSelector=${selector}`;
}

/**
 * The newest revision that is installed; undefined when there is none.
 *
 * Format: helm v3, pkg/storage/driver: JSON, gzip, base64, and the Secret's own base64 around it.
 */
export function storedRelease(list: unknown): StoredRelease | undefined {
  const revision = (secret: Fields) => Number(fields(fields(secret["metadata"])["labels"])["version"]);
  const [newest] = [...mapsOf(list, "items")].sort((a, b) => revision(b) - revision(a));
  const packed = string(fields(newest?.["data"])["release"]);
  if (packed === undefined) return undefined;
  const zipped = Buffer.from(Buffer.from(packed, "base64").toString(), "base64");
  const release = fields(JSON.parse(gunzipSync(zipped).toString()));
  const metadata = fields(fields(release["chart"])["metadata"]);
  return {
    chart: string(metadata["name"]) ?? "",
    version: string(metadata["version"]) ?? "",
    appVersion: string(metadata["appVersion"]) ?? "",
    values: (release["config"] ?? {}) as Values,
    manifest: string(release["manifest"]) ?? "",
  };
}
