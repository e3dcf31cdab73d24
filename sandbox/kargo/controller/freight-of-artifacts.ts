import { freightName } from "../freight-name.ts";
import type { Artifacts, Origin } from "../objects.ts";
import type { DiscoveredArtifacts } from "./warehouse-object.ts";

/**
 * The Freight of the newest of everything that was found.
 * Source: kargo v1.11.2, buildFreightFromLatestArtifacts in pkg/controller/warehouses/warehouses.go.
 */
export function freightOf(
  { git = [], images = [], charts = [] }: DiscoveredArtifacts,
  origin: Origin,
): Artifacts & { readonly name: string; readonly origin: Origin } {
  const artifacts = {
    ...(git.length > 0 && {
      commits: git.map(({ repoURL, commits }) => {
        const { id = "", branch, tag, subject, author, committer } = commits[0] ?? {};
        return {
          ...{ repoURL, id },
          ...(branch && { branch }),
          ...(tag && { tag }),
          ...(subject && { message: subject }),
          ...(author && { author }),
          ...(committer && { committer }),
        };
      }),
    }),
    ...(images.length > 0 && {
      images: images.map(({ repoURL, references }) => {
        const { createdAt: _, ...image } = references[0] ?? { tag: "", digest: "", createdAt: "" };
        return { repoURL, ...image };
      }),
    }),
    ...(charts.length > 0 && {
      charts: charts.map(({ repoURL, name, versions }) => ({
        repoURL,
        ...(name && { name }),
        version: versions[0] ?? "",
      })),
    }),
  };
  return { name: freightName({ origin, ...artifacts }), origin, ...artifacts };
}

/** Why no Freight can be made of what was found; undefined when it can. Source: validateDiscoveredArtifacts there. */
export function missingArtifacts(
  found: DiscoveredArtifacts | undefined,
): { readonly healthy: string; readonly ready: string; readonly message: string } | undefined {
  const { git = [], images = [], charts = [] } = found ?? {};
  if (git.length + images.length + charts.length === 0) {
    return { healthy: "MissingArtifacts", ready: "MissingArtifacts", message: "No artifacts discovered" };
  }
  const commits = git.find((result) => result.commits.length === 0);
  if (commits) {
    const message = `No commits discovered for Git repository "${commits.repoURL}"`;
    return { healthy: "NoCommitsDiscovered", ready: "MissingCommits", message };
  }
  const references = images.find((result) => result.references.length === 0);
  if (references) {
    const message = `No references discovered for image repository "${references.repoURL}"`;
    return { healthy: "NoImageReferencesDiscovered", ready: "MissingImageReferences", message };
  }
  const chart = charts.find(({ versions }) => versions.length === 0);
  if (!chart) return undefined;
  const message = `No versions discovered for chart ${chart.name ? `"${chart.name}"` : ""} from repository "${chart.repoURL}"`;
  return { healthy: "NoChartVersionsDiscovered", ready: "MissingChartVersions", message };
}
