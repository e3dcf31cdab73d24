import type { LiveObject } from "../../cluster/cluster-client.ts";
import type { ChartSubscription } from "../discovery/charts.ts";
import type { DiscoveredCommit, GitSubscription } from "../discovery/commits.ts";
import type { ObservedRefs } from "../discovery/git-clone.ts";
import type { ImageReference, ImageSubscription } from "../discovery/images.ts";
import type { Condition } from "../objects.ts";

export interface WarehouseObject extends LiveObject {
  readonly spec: {
    readonly shard?: string;
    readonly interval?: string;
    readonly freightCreationPolicy?: string;
    readonly freightCreationCriteria?: { readonly expression?: string };
    readonly subscriptions?: readonly RepoSubscription[];
  };
  readonly status?: WarehouseStatus;
}

export interface RepoSubscription {
  readonly git?: GitSubscription;
  readonly image?: ImageSubscription;
  readonly chart?: ChartSubscription;
}

export interface WarehouseStatus {
  readonly conditions?: readonly Condition[];
  readonly lastHandledRefresh?: string;
  readonly observedGeneration?: number;
  readonly lastFreightID?: string;
  readonly discoveredArtifacts?: DiscoveredArtifacts;
}

export interface DiscoveredArtifacts {
  readonly discoveredAt: string;
  readonly git?: readonly GitResult[];
  readonly images?: readonly ImageResult[];
  readonly charts?: readonly ChartResult[];
}

export interface GitResult {
  readonly repoURL: string;
  readonly commits: readonly DiscoveredCommit[];
  readonly observedRefs?: ObservedRefs;
}

export interface ImageResult {
  readonly repoURL: string;
  readonly platform?: string;
  readonly references: readonly ImageReference[];
}

export interface ChartResult {
  readonly repoURL: string;
  readonly name?: string;
  readonly semverConstraint?: string;
  readonly versions: readonly string[];
}
