import { isDeepStrictEqual } from "node:util";
import { timestamp } from "../../../model/timestamp.ts";
import type { ClusterClient } from "../../cluster/cluster-client.ts";
import { selectChartVersions } from "../discovery/charts.ts";
import { type GitSubscription, selectCommits } from "../discovery/commits.ts";
import { observeRefs, withClone } from "../discovery/git-clone.ts";
import { type ImageSubscription, selectImages } from "../discovery/images.ts";
import { type ImageCache, RegistryRepository } from "../discovery/registry-client.ts";
import { credentialsFor } from "./credentials.ts";
import type { ChartResult, DiscoveredArtifacts, GitResult, ImageResult, RepoSubscription } from "./warehouse-object.ts";

export interface Discovery {
  readonly client: ClusterClient;
  readonly project: string;
  /** Absolute path of git. */
  readonly git: string;
  readonly tmp: string;
  readonly images: ImageCache;
  readonly signal: AbortSignal;
}

/**
 * What all subscriptions of a Warehouse find. A repository whose refs haven't moved since the last time isn't cloned
 * again. Source: kargo v1.11.2, discoverArtifacts in pkg/controller/warehouses/warehouses.go and pkg/subscription.
 *
 * @param last what the same subscriptions found before; undefined when they changed since
 * @throws Error naming the repository that can't be asked
 */
export async function discover(
  discovery: Discovery,
  subscriptions: readonly RepoSubscription[],
  last: DiscoveredArtifacts | undefined,
): Promise<DiscoveredArtifacts> {
  const found = { git: [] as GitResult[], images: [] as ImageResult[], charts: [] as ChartResult[] };
  for (const [index, { git, image, chart }] of subscriptions.entries()) {
    if (git)
      found.git.push(
        await named("commits from git repo", git.repoURL, discoverGit(discovery, git, last?.git?.[found.git.length])),
      );
    else if (image)
      found.images.push(await named("newest applicable images", image.repoURL, discoverImages(discovery, image)));
    else if (chart) {
      const credentials = await credentialsFor(discovery.client, discovery.project, "helm", chart.repoURL);
      const versions = await named(
        "chart versions from helm chart repo",
        chart.repoURL,
        selectChartVersions(chart, credentials),
      );
      const { repoURL, name, semverConstraint } = chart;
      found.charts.push({ repoURL, ...(name && { name }), ...(semverConstraint && { semverConstraint }), versions });
    } else
      throw new Error(`error finding subscriber for subscription ${index}: open source Kargo has git, image and chart`);
  }
  const given = Object.fromEntries(Object.entries(found).filter(([, results]) => results.length > 0));
  return { discoveredAt: timestamp(new Date()), ...given };
}

async function named<T>(what: string, repoURL: string, work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    throw new Error(`error discovering ${what} "${repoURL}": ${(error as Error).message}`);
  }
}

async function discoverGit(
  { client, project, git, tmp, signal }: Discovery,
  subscription: GitSubscription,
  last: GitResult | undefined,
): Promise<GitResult> {
  const { repoURL, insecureSkipTLSVerify } = subscription;
  if (insecureSkipTLSVerify) throw new Error("insecureSkipTLSVerify is not done by the stand-in");
  const credentials = await credentialsFor(client, project, "git", repoURL);
  const source = { remote: { url: repoURL, ...(credentials && { credentials }) }, git, tmp, signal };
  const observedRefs = await observeRefs(subscription, source);
  const same = last?.repoURL === repoURL && observedRefs && isDeepStrictEqual(last.observedRefs, observedRefs);
  const commits = same
    ? last.commits
    : await withClone(subscription, source, (clone) => selectCommits(subscription, clone));
  return { repoURL, commits, ...(observedRefs && { observedRefs }) };
}

async function discoverImages(
  { client, project, images }: Discovery,
  subscription: ImageSubscription,
): Promise<ImageResult> {
  const { repoURL, platform } = subscription;
  const credentials = await credentialsFor(client, project, "image", repoURL);
  const references = await selectImages(subscription, new RegistryRepository(subscription, credentials, images));
  return { repoURL, ...(platform && { platform }), references };
}
