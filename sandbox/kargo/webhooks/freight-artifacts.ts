import type { LiveObject } from "../../cluster/cluster-client.ts";
import { chartKey } from "../freight-name.ts";
import type { FreightObject } from "../objects.ts";
import { normalizeGit } from "../urls.ts";
import type { FieldError } from "./refusal.ts";

interface Subscription {
  readonly git?: { readonly repoURL: string };
  readonly image?: { readonly repoURL: string };
  readonly chart?: { readonly repoURL: string; readonly name?: string };
}

const words = { commits: "Git repository", images: "image repository", charts: "Helm chart" } as const;

/**
 * A Freight has exactly one artifact for each subscription of its Warehouse.
 * Source: kargo v1.11.2, validateFreightArtifacts in pkg/webhook/kubernetes/freight/webhook.go.
 */
export function artifactFaults(freight: FreightObject, warehouse: LiveObject): FieldError[] {
  const { name } = warehouse.metadata;
  const { subscriptions = [] } = (warehouse["spec"] ?? {}) as { subscriptions?: readonly Subscription[] };
  const counts = new Map<string, number>();
  for (const { git, image, chart } of subscriptions) {
    if (git) counts.set(`commits ${normalizeGit(git.repoURL)}`, 0);
    if (image) counts.set(`images ${image.repoURL}`, 0);
    if (chart) counts.set(`charts ${chartKey(chart.repoURL, chart.name)}`, 0);
  }
  const artifacts = [
    ...(freight.commits ?? []).map((value) => ({ path: "commits", value, url: normalizeGit(value.repoURL) }) as const),
    ...(freight.images ?? []).map((value) => ({ path: "images", value, url: value.repoURL }) as const),
    ...(freight.charts ?? []).map(
      (value) => ({ path: "charts", value, url: chartKey(value.repoURL, value.name) }) as const,
    ),
  ];
  const faults: FieldError[] = [];
  for (const { path, value, url } of artifacts) {
    const count = counts.get(`${path} ${url}`);
    if (count !== undefined) counts.set(`${path} ${url}`, count + 1);
    else faults.push({ path, value, detail: `no subscription found for ${words[path]} in Warehouse "${name}"` });
  }
  for (const [key, count] of counts) {
    const [path = "", url] = key.split(" ");
    if (count === 1) continue;
    const what = count === 0 ? "no artifact" : "multiple artifacts";
    faults.push({ path, detail: `${what} found for subscription "${url}" of Warehouse "${name}"` });
  }
  return faults;
}
