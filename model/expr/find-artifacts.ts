/** Which artifact of a Stage's Freight is meant. Source: akuity/kargo v1.11.2, pkg/controller/freight/finder.go. */
import type { ExprArtifact, ExprChart, ExprCommit, ExprFreight, ExprImage, ExprOrigin } from "./kargo-structs.ts";
import { normalized } from "./repositories.ts";
import { Failure } from "./runtime/evaluation-error.ts";

/** One of a Warehouse's `spec.subscriptions`, as far as it matters here; one of another kind stands under that kind's name. */
export interface ExprSubscription {
  readonly git?: { readonly repoURL: string };
  readonly image?: { readonly repoURL: string };
  readonly chart?: { readonly repoURL: string; readonly name?: string };
}

export interface ArtifactSource {
  readonly project: string;
  /** The Stage's `spec.requestedFreight`. */
  readonly freightRequests: readonly { readonly origin: ExprOrigin }[];
  /** One Freight an origin. */
  readonly freight: readonly ExprFreight[];
  /** A Warehouse's subscriptions; undefined when there is no such Warehouse. */
  subscriptions(warehouse: string): Promise<readonly ExprSubscription[] | undefined>;
}

/** @throws Failure when several requested Warehouses subscribe to the repository, or one is missing */
export async function findCommit(
  source: ArtifactSource,
  repoURL: string,
  origin: ExprOrigin | undefined,
): Promise<ExprCommit | undefined> {
  const url = normalized.git(repoURL);
  const same = (other: string | undefined): boolean => other !== undefined && normalized.git(other) === url;
  const from =
    origin ??
    (await onlyOrigin(
      source,
      (one) => same(one.git?.repoURL),
      `a commit from repo ${url}; please update promotion steps to disambiguate`,
    ));
  return first(
    source,
    from,
    (freight) => freight.commits,
    (commit) => same(commit.repoURL),
  );
}

/** As findCommit; image repositories are compared as they are written. */
export async function findImage(
  source: ArtifactSource,
  repoURL: string,
  origin: ExprOrigin | undefined,
): Promise<ExprImage | undefined> {
  const what = `a container image from repository ${repoURL}: please provide a Freight origin to disambiguate`;
  const from = origin ?? (await onlyOrigin(source, (one) => one.image?.repoURL === repoURL, what));
  return first(
    source,
    from,
    (freight) => freight.images,
    (image) => image.repoURL === repoURL,
  );
}

/** As findImage; a chart that no requested Warehouse subscribes to is an error, not nil. */
export async function findChart(
  source: ArtifactSource,
  repoURL: string,
  name: string,
  origin: ExprOrigin | undefined,
): Promise<ExprChart | undefined> {
  const same = (chart: { readonly repoURL: string; readonly name?: string } | undefined): boolean =>
    chart !== undefined && chart.repoURL === repoURL && (chart.name ?? "") === name;
  const what = `a chart from repository ${repoURL}: please provide a Freight origin to disambiguate`;
  const from = origin ?? (await onlyOrigin(source, (one) => same(one.chart), what));
  if (from === undefined)
    throw new Failure(`chart ${name === "" ? "" : `"${name}" `}from repo ${repoURL} not found in referenced Freight`);
  return first(source, from, (freight) => freight.charts, same);
}

/** By the name of its subscription. */
export async function findArtifact(
  source: ArtifactSource,
  name: string,
  origin: ExprOrigin | undefined,
): Promise<ExprArtifact | undefined> {
  const what = `a "${name}" artifact; please update promotion steps to disambiguate`;
  const from = origin ?? (await onlyOrigin(source, (one) => isOther(one, name), what));
  return first(
    source,
    from,
    (freight) => freight.artifacts,
    (artifact) => artifact.subscriptionName === name,
  );
}

/** A subscription of a kind that Kargo itself doesn't have, by its name. */
function isOther(subscription: object, name: string): boolean {
  return Object.entries(subscription).some(
    ([kind, value]) => !["git", "image", "chart"].includes(kind) && (value as { name?: unknown } | null)?.name === name,
  );
}

async function onlyOrigin(
  source: ArtifactSource,
  provides: (subscription: ExprSubscription) => boolean,
  what: string,
): Promise<ExprOrigin | undefined> {
  let found: ExprOrigin | undefined;
  for (const { origin } of source.freightRequests) {
    const subscriptions = await source.subscriptions(origin.name);
    if (subscriptions === undefined)
      throw new Failure(`Warehouse "${origin.name}" not found in namespace "${source.project}"`);
    for (const subscription of subscriptions) {
      if (!provides(subscription)) continue;
      if (found !== undefined) throw new Failure(`multiple requested Freight could potentially provide ${what}`);
      found = origin;
    }
  }
  return found;
}

function first<T>(
  source: ArtifactSource,
  origin: ExprOrigin | undefined,
  of: (freight: ExprFreight) => readonly T[] | undefined,
  wanted: (one: T) => boolean,
): T | undefined {
  if (origin === undefined) return undefined;
  for (const freight of source.freight) {
    if (freight.origin.kind !== origin.kind || freight.origin.name !== origin.name) continue;
    const found = of(freight)?.find(wanted);
    if (found !== undefined) return found;
  }
  return undefined;
}
