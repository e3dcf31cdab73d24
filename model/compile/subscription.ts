import type { GitSubscription, ImageSubscription, Subscription } from "../definition/subscription.ts";
import type { GitSubscription as GitSpec } from "../kinds/git-subscription.gen.ts";
import type { ImageSubscription as ImageSpec } from "../kinds/image-subscription.gen.ts";
import type { Mirror } from "../settings.ts";
import { mirrored } from "./mirrors.ts";

/** What Kargo's webhook writes where nothing is given. Source: ApplySubscriptionDefaults in Kargo, pkg/subscription. */
const imageDefaults = { imageSelectionStrategy: "SemVer", strictSemvers: true, discoveryLimit: 20 } as const;
const gitDefaults = { commitSelectionStrategy: "NewestFromBranch", strictSemvers: true, discoveryLimit: 20 } as const;

/** One entry of a Warehouse's subscriptions, as it will be stored: Kargo's defaults written out, mirrors applied. */
export function subscription(
  definition: Subscription,
  mirrors: readonly Mirror[],
): { image: ImageSpec } | { git: GitSpec } {
  return definition.kind === "image"
    ? { image: imageSpec(definition, mirrors) }
    : { git: gitSpec(definition, mirrors) };
}

function imageSpec({ kind: _kind, repoURL, ...options }: ImageSubscription, mirrors: readonly Mirror[]): ImageSpec {
  return stored({ repoURL: mirrored(repoURL, mirrors), ...imageDefaults, ...options }) as unknown as ImageSpec;
}

function gitSpec({ kind: _kind, repoURL, ...options }: GitSubscription, mirrors: readonly Mirror[]): GitSpec {
  return stored({ repoURL: mirrored(repoURL, mirrors), ...gitDefaults, ...options }) as unknown as GitSpec;
}

/** Drops what Go's `omitempty` drops when the webhook writes the object back; `strictSemvers` is a pointer there and stays. */
function stored(fields: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const empty = (value: unknown) => value === false || value === "" || (Array.isArray(value) && value.length === 0);
  return Object.fromEntries(
    Object.entries(fields).filter(([key, value]) => value !== undefined && (key === "strictSemvers" || !empty(value))),
  );
}
