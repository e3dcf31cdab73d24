import { createHash } from "node:crypto";
import { posix } from "node:path";
import { originKey } from "../../promotion/freight.ts";
import type { Artifacts, Origin } from "./objects.ts";
import { normalizeChart, normalizeGit } from "./urls.ts";

/** A Freight's name: a hash over its origin and what it holds. Source: kargo v1.11.2, pkg/api/freight.go. */
export function freightName(freight: Artifacts & { readonly origin: Origin }): string {
  const { commits = [], images = [], charts = [], artifacts = [] } = freight;
  const parts = [
    ...commits.map(({ repoURL, tag, id }) => [normalizeGit(repoURL), ...(tag ? [tag] : []), id].join(":")),
    ...images.map(({ repoURL, tag = "", digest = "" }) => `${repoURL}:${tag}@${digest}`),
    ...charts.map(({ repoURL, name, version }) => `${chartKey(repoURL, name)}:${version}`),
    ...artifacts.map(
      ({ artifactType = "", subscriptionName, version }) => `${artifactType}:${subscriptionName}:${version}`,
    ),
  ];
  const bytes = parts
    .map((part) => Buffer.from(part))
    .sort(Buffer.compare)
    .map(String);
  return createHash("sha1")
    .update(`${originKey(freight.origin)}:${bytes.join("|")}`)
    .digest("hex");
}

/** What tells one chart from another, whichever way its repository is written. */
export function chartKey(repoURL: string, name: string | undefined): string {
  return posix.join(normalizeChart(repoURL), name ?? "");
}
