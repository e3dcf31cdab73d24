import type { Subscription } from "../definition/subscription.ts";
import type { ChartSubscription as ChartSpec } from "../kinds/chart-subscription.gen.ts";
import type { GitSubscription as GitSpec } from "../kinds/git-subscription.gen.ts";
import type { ImageSubscription as ImageSpec } from "../kinds/image-subscription.gen.ts";
import { mirrored } from "./mirrors.ts";
import { expressionText, isExpression, type Resolver } from "./resolver.ts";

/** What Kargo's webhook writes where nothing is given. Source: ApplySubscriptionDefaults in Kargo, pkg/subscription. */
const defaults = {
  image: { imageSelectionStrategy: "SemVer", strictSemvers: true, discoveryLimit: 20 },
  git: { commitSelectionStrategy: "NewestFromBranch", strictSemvers: true, discoveryLimit: 20 },
  chart: { discoveryLimit: 20 },
} as const;

/** One entry of a Warehouse's subscriptions, as it will be stored: Kargo's defaults written out, mirrors applied. */
export function subscription(
  { kind, repoURL, ...options }: Subscription,
  resolver: Resolver,
): { image: ImageSpec } | { git: GitSpec } | { chart: ChartSpec } {
  const bare = Object.entries(options).map(([key, value]) => [
    key,
    isExpression(value) ? expressionText(value, resolver) : value,
  ]);
  const fields = { repoURL: mirrored(repoURL, resolver.mirrors), ...defaults[kind], ...Object.fromEntries(bare) };
  return { [kind]: stored(fields) } as unknown as { image: ImageSpec } | { git: GitSpec } | { chart: ChartSpec };
}

/** Drops what Go's `omitempty` drops when the webhook writes the object back; `strictSemvers` is a pointer there and stays. */
function stored(fields: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const empty = (value: unknown) => value === false || value === "" || (Array.isArray(value) && value.length === 0);
  return Object.fromEntries(
    Object.entries(fields).filter(([key, value]) => value !== undefined && (key === "strictSemvers" || !empty(value))),
  );
}
