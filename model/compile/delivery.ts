import type { WarehouseDefinition } from "../definition.ts";
import { canonicalDuration } from "../duration.ts";
import type { Graph } from "../graph.ts";
import { projectNamespaceLabel } from "../keys.ts";
import type { KubeObject } from "../object.ts";
import type { Mirror } from "../settings.ts";
import { commitId, imageTag } from "./expression.ts";
import { appLabels } from "./labels.ts";
import { mirrored } from "./mirrors.ts";

const kargo = "kargo.akuity.io/v1alpha1";

/** The Project's namespace. It exists before the Project, which adopts it by its label. */
export function projectNamespace(app: string): KubeObject {
  return {
    apiVersion: "v1",
    kind: "Namespace",
    metadata: { name: app, labels: { ...appLabels(app), [projectNamespaceLabel]: "true" } },
  };
}

/** Kargo's Project; it has no spec. */
export function project(app: string): KubeObject {
  return { apiVersion: kargo, kind: "Project", metadata: { name: app, labels: appLabels(app) } };
}

/** One policy per Stage with its exact name, "no" written out: the first match wins in Kargo, and a pattern could be matched by a crafted name. */
export function projectConfig(app: string, graph: Graph): KubeObject {
  const stages = graph.environments.flatMap((environment) => environment.stages);
  return {
    apiVersion: kargo,
    kind: "ProjectConfig",
    metadata: { name: app, namespace: app, labels: appLabels(app) },
    spec: {
      promotionPolicies: stages.map((stage) => ({
        stageSelector: { name: stage.name },
        autoPromotionEnabled: stage.autoPromotion,
      })),
    },
  };
}

/**
 * A Warehouse as Kargo's webhook will store it: its defaults written out, what is false or empty left out, so that a
 * second `up` finds no difference. Source: ApplySubscriptionDefaults in Kargo, pkg/subscription.
 */
export function warehouse(
  app: string,
  name: string,
  definition: WarehouseDefinition,
  mirrors: readonly Mirror[],
): KubeObject {
  const criteria = definition.freightCreationCriteria;
  return {
    apiVersion: kargo,
    kind: "Warehouse",
    metadata: { name, namespace: app, labels: appLabels(app) },
    spec: {
      freightCreationPolicy: "Automatic",
      interval: canonicalDuration(definition.interval ?? "5m"),
      ...(criteria === undefined ? {} : { freightCreationCriteria: { expression: criterion(definition, mirrors) } }),
      subscriptions: [
        ...(definition.image === undefined ? [] : [{ image: imageSubscription(definition.image, mirrors) }]),
        ...(definition.git === undefined ? [] : [{ git: gitSubscription(definition.git, mirrors) }]),
      ],
    },
  };
}

function imageSubscription(image: NonNullable<WarehouseDefinition["image"]>, mirrors: readonly Mirror[]): object {
  const { kind: _kind, repoURL, ...options } = image;
  return stored({
    repoURL: mirrored(repoURL, mirrors),
    imageSelectionStrategy: "SemVer",
    strictSemvers: true,
    discoveryLimit: 20,
    ...options,
  });
}

function gitSubscription(git: NonNullable<WarehouseDefinition["git"]>, mirrors: readonly Mirror[]): object {
  const { kind: _kind, repoURL, ...options } = git;
  return stored({
    repoURL: mirrored(repoURL, mirrors),
    commitSelectionStrategy: "NewestFromBranch",
    strictSemvers: true,
    discoveryLimit: 20,
    ...options,
  });
}

function criterion(definition: WarehouseDefinition, mirrors: readonly Mirror[]): string {
  const git = mirrored(definition.git?.repoURL ?? "", mirrors);
  const image = mirrored(definition.image?.repoURL ?? "", mirrors);
  return `${commitId(git)} == ${imageTag(image)}`;
}

/** Drops what Go's `omitempty` drops when the webhook writes the object back; `strictSemvers` is a pointer there and stays. */
function stored(subscription: Readonly<Record<string, unknown>>): object {
  return Object.fromEntries(
    Object.entries(subscription).filter(
      ([key, value]) =>
        value !== undefined &&
        (key === "strictSemvers" || !(value === false || value === "" || (Array.isArray(value) && value.length === 0))),
    ),
  );
}
