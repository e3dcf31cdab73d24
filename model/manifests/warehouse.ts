import { normalized } from "../expr/repositories.ts";
import type { Path } from "./finding.ts";
import type { ManifestObject } from "./object.ts";
import { type Fields, fields, items, string } from "./reading.ts";

export const subscriptionKinds = ["image", "git", "chart"] as const;
export type SubscriptionKind = (typeof subscriptionKinds)[number];

/** One entry of a Warehouse's subscriptions that has a kind Kargo's open source knows. */
export interface Subscription {
  readonly kind: SubscriptionKind;
  /** Of the subscription itself: `spec.subscriptions[0].image`. */
  readonly path: Path;
  readonly value: Fields;
  readonly repoURL: string | undefined;
  /** What a chart is called in an HTTP repository; empty otherwise. */
  readonly chart: string;
}

export function entriesOf(warehouse: ManifestObject): readonly { readonly path: Path; readonly value: Fields }[] {
  return items(fields(warehouse.value.spec).subscriptions, ["spec", "subscriptions"]);
}

export function subscriptionsOf(warehouse: ManifestObject): readonly Subscription[] {
  return entriesOf(warehouse).flatMap(({ path, value }) =>
    subscriptionKinds.flatMap((kind) => {
      if (value[kind] === undefined || value[kind] === null) return [];
      const subscription = fields(value[kind]);
      const repoURL = string(subscription.repoURL);
      const chart = kind === "chart" ? (string(subscription.name) ?? "") : "";
      return [{ kind, path: [...path, kind], value: subscription, repoURL, chart }];
    }),
  );
}

/** One spelling for the same repository. */
export function sameRepository(kind: SubscriptionKind, url: string): string {
  return normalized[({ image: "images", git: "git", chart: "charts" } as const)[kind]](url);
}
