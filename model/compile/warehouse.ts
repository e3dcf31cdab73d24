import { type FreightCreationCriteria, subscriptionsOf, type WarehouseDefinition } from "../definition/warehouse.ts";
import { canonicalDuration } from "../duration.ts";
import type { Warehouse } from "../kinds/warehouse.gen.ts";
import type { KubeObject } from "../object.ts";
import type { Mirror } from "../settings.ts";
import { commitId, text } from "./expression.ts";
import { appLabels } from "./labels.ts";
import { expressionText, type Resolver, resolverOf, sourceNamed } from "./resolver.ts";
import { subscription } from "./subscription.ts";

/** A Warehouse as the API server and Kargo's webhook will store it, so that a second `up` finds no difference. */
export function warehouse(
  app: string,
  name: string,
  definition: WarehouseDefinition,
  mirrors: readonly Mirror[],
): KubeObject {
  const { freightCreationCriteria, freightCreationPolicy, interval, shard } = definition;
  const resolver = resolverOf([[name, definition]], mirrors);
  return {
    apiVersion: "kargo.akuity.io/v1alpha1",
    kind: "Warehouse",
    metadata: { name, namespace: app, labels: appLabels(app) },
    spec: {
      ...(shard !== undefined && { shard }),
      freightCreationPolicy: freightCreationPolicy ?? "Automatic",
      interval: canonicalDuration(interval ?? "5m"),
      ...(freightCreationCriteria && {
        freightCreationCriteria: { expression: criterion(freightCreationCriteria, resolver) },
      }),
      subscriptions: subscriptionsOf(definition).map(([, entry]) => subscription(entry, resolver)),
    },
  } satisfies Warehouse;
}

/**
 * `?.` on the image's side: before the first image with a fitting tag there is none, and without it Kargo would call the
 * Warehouse unhealthy instead of saying that the criterion doesn't hold yet. Source of what a criterion may call:
 * DiscoveredArtifactsOperations in Kargo, pkg/expressions/function.
 */
function criterion(criteria: FreightCreationCriteria, resolver: Resolver): string {
  const image = (name: string) => `imageFrom(${text(sourceNamed(resolver, name, "image")?.url ?? "")})?.Tag`;
  switch (criteria.kind) {
    case "criterion":
      return expressionText(criteria.expression, resolver);
    case "sameTag": {
      const [first = "", ...others] = criteria.images.map(image);
      return others.map((other) => `${first} == ${other}`).join(" && ");
    }
    case "sameCommit":
      return `${commitId(sourceNamed(resolver, criteria.git, "git")?.url ?? "")} == ${image(criteria.image)}`;
  }
}
