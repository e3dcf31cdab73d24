import type { Expression } from "./expression.ts";
import type { ChartSubscription, GitSubscription, ImageSubscription, Subscription } from "./subscription.ts";

/** What one Warehouse watches, and when it makes Freight of what it found. */
export interface WarehouseDefinition {
  /** The images Freight carries. A subscription's key is its name elsewhere in the definition. */
  readonly image?: ImageSubscription;
  /** The manifests Freight carries. */
  readonly git?: GitSubscription;
  /** The chart Freight carries. */
  readonly chart?: ChartSubscription;
  /** Any others, under names of their own: a Warehouse may hold several of each kind. */
  readonly subscriptions?: Readonly<Record<string, Subscription>>;
  /** `Manual`: people assemble Freight by hand. Default `Automatic`. */
  readonly freightCreationPolicy?: "Automatic" | "Manual";
  /** What must hold before Freight is made. Default: Freight is made of the newest of each. */
  readonly freightCreationCriteria?: FreightCreationCriteria;
  /** How often it looks, in Go's spelling with s, m or h. Default `5m0s`; an installation may set a longer minimum. */
  readonly interval?: string;
  /** The controller that looks after it, in an installation with several. Default: the default controller. */
  readonly shard?: string;
}

export type FreightCreationCriteria = SameCommit | SameTag | ExpressionCriterion;

/** Names of two subscriptions of one Warehouse that must stem from one commit. */
export interface SameCommit {
  readonly kind: "sameCommit";
  readonly git: string;
  readonly image: string;
}

/** Names of image subscriptions of one Warehouse that must have one tag. */
export interface SameTag {
  readonly kind: "sameTag";
  readonly images: readonly string[];
}

/** An expression that must be true of what was discovered. */
export interface ExpressionCriterion {
  readonly kind: "criterion";
  readonly expression: Expression;
}

/**
 * Freight is made only when the image's tag is the Git commit's full id, so new manifests never meet an old image.
 * Takes the names of a Git and of an image subscription of the same Warehouse.
 */
export function sameCommit<const Git extends string, const Image extends string>(
  git: Git extends "image" | "chart" ? never : Git,
  image: Image extends "git" | "chart" ? never : Image,
): SameCommit {
  return { kind: "sameCommit", git, image };
}

/** Freight is made only when all these images have one tag: services that are released together. */
export function sameTag(...images: readonly [string, string, ...string[]]): SameTag {
  return { kind: "sameTag", images };
}

/** Freight is made only when an expression holds: `criterion(expr.equal(expr.image("web").Tag, expr.image("api").Tag))`. */
export function criterion(expression: Expression): ExpressionCriterion {
  return { kind: "criterion", expression };
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

/** A Warehouse's subscriptions by name, in the order they are compiled. */
export function subscriptionsOf({
  image,
  git,
  chart,
  subscriptions,
}: WarehouseDefinition): readonly (readonly [string, Subscription])[] {
  return Object.entries({ ...(image && { image }), ...(git && { git }), ...(chart && { chart }), ...subscriptions });
}
