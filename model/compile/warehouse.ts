import type { WarehouseDefinition } from "../definition/warehouse.ts";
import { canonicalDuration } from "../duration.ts";
import type { Warehouse } from "../kinds/warehouse.gen.ts";
import type { KubeObject } from "../object.ts";
import type { Mirror } from "../settings.ts";
import { commitId, text } from "./expression.ts";
import { appLabels } from "./labels.ts";
import { mirrored } from "./mirrors.ts";
import { subscription } from "./subscription.ts";

/** A Warehouse as the API server and Kargo's webhook will store it, so that a second `up` finds no difference. */
export function warehouse(
  app: string,
  name: string,
  definition: WarehouseDefinition,
  mirrors: readonly Mirror[],
): KubeObject {
  const { image, git, freightCreationCriteria } = definition;
  const subscriptions = [image, git].filter((entry) => entry !== undefined);
  return {
    apiVersion: "kargo.akuity.io/v1alpha1",
    kind: "Warehouse",
    metadata: { name, namespace: app, labels: appLabels(app) },
    spec: {
      freightCreationPolicy: "Automatic",
      interval: canonicalDuration(definition.interval ?? "5m"),
      ...(freightCreationCriteria && { freightCreationCriteria: { expression: sameCommit(definition, mirrors) } }),
      subscriptions: subscriptions.map((entry) => subscription(entry, mirrors)),
    },
  } satisfies Warehouse;
}

/**
 * `?.` on the image's side: before the first image with a fitting tag there is none, and without it Kargo would call the
 * Warehouse unhealthy instead of saying that the criterion doesn't hold yet. Source of what a criterion may call:
 * DiscoveredArtifactsOperations in Kargo, pkg/expressions/function.
 */
function sameCommit({ git, image }: WarehouseDefinition, mirrors: readonly Mirror[]): string {
  const [gitUrl, repository] = [git, image].map((source) => mirrored(source?.repoURL ?? "", mirrors));
  return `${commitId(gitUrl ?? "")} == imageFrom(${text(repository ?? "")})?.Tag`;
}
