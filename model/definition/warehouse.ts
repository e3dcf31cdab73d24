import type { GitSubscription, ImageSubscription } from "./subscription.ts";

/** What one Warehouse watches, and when it makes Freight of what it found. */
export interface WarehouseDefinition {
  /** The images Freight carries. A subscription's key is its name elsewhere in the definition. */
  readonly image?: ImageSubscription;
  /** The manifests Freight carries. */
  readonly git?: GitSubscription;
  /** What must hold before Freight is made. Default: Freight is made of the newest of each. */
  readonly freightCreationCriteria?: FreightCreationCriteria;
  /** How often it looks, in Go's spelling with s, m or h. Default `5m0s`; an installation may set a longer minimum. */
  readonly interval?: string;
}

export type FreightCreationCriteria = SameCommit;

/** Names of two subscriptions of one Warehouse that must stem from one commit. */
export interface SameCommit {
  readonly kind: "sameCommit";
  readonly git: string;
  readonly image: string;
}

/**
 * Freight is made only when the image's tag is the Git commit's full id, so new manifests never meet an old image.
 * Takes the names of a Git and of an image subscription of the same Warehouse.
 */
export function sameCommit(git: "git", image: "image"): SameCommit {
  return { kind: "sameCommit", git, image };
}

/** A Warehouse as a Stage's source of Freight: Kargo's origin. */
export interface WarehouseOrigin<Name extends string = string> {
  readonly kind: "Warehouse";
  readonly name: Name;
}

/** Takes Freight straight from a Warehouse of this pipeline. For the first Stage only. */
export function warehouse<const Name extends string>(name: Name): WarehouseOrigin<Name> {
  return { kind: "Warehouse", name };
}
