import { subscriptionsOf } from "../definition/warehouse.ts";
import type { Pipeline } from "../definition.ts";
import type { Problem } from "../problem.ts";
import { listed } from "../words.ts";
import { type DeliverySettings, fullImageName } from "./delivery-settings.ts";

/** What of a delivery workflow doesn't fit its pipeline: each would stop deliveries without an error anywhere. */
export function checkAgainstPipeline(settings: DeliverySettings, pipeline: Pipeline): Problem[] {
  const all = Object.entries(pipeline.warehouses).flatMap(([warehouse, definition]) =>
    subscriptionsOf(definition).map(([name, subscription]) => ({ warehouse, name, subscription, definition })),
  );
  const image = fullImageName(settings.image);
  const images = all.flatMap(({ subscription, ...rest }) =>
    subscription.kind === "image" && fullImageName(subscription.repoURL) === image ? [{ ...rest, subscription }] : [],
  );
  if (settings.manifests !== "kargo") {
    return images.map(({ warehouse, name }) => ({
      rule: "workflow-two-ways",
      severity: "error",
      path: `${pipeline.app}.warehouses.${warehouse}.${name}`,
      message:
        "The workflow commits each image to the manifests, and this Warehouse takes the same image from the registry: one version would come twice",
      got: `a subscription to ${image}`,
      allowed: "a subscription to the Git repository alone",
      fix: "Remove the image subscription and promote with configurationOnly, or leave out --manifests",
    }));
  }
  if (images.length === 0) {
    return [
      {
        rule: "workflow-nobody-takes-it",
        severity: "error",
        path: `${pipeline.app}.warehouses`,
        message: "No Warehouse subscribes to the image that the workflow pushes",
        got: listed(
          all.flatMap(({ subscription }) => (subscription.kind === "image" ? [subscription.repoURL] : [])),
          "no image",
        ),
        allowed: image,
        fix: "Subscribe to it, name another with --image, or let the workflow write the manifests with --manifests",
      },
    ];
  }
  return images.flatMap(({ warehouse, name, definition }) => {
    const criteria = definition.freightCreationCriteria;
    if (criteria?.kind !== "sameCommit" || criteria.image !== name) return [];
    const git = Object.fromEntries(subscriptionsOf(definition))[criteria.git];
    if (git?.kind !== "git") return [];
    const path = `${pipeline.app}.warehouses.${warehouse}.${criteria.git}.includePaths`;
    return commitProblems(settings.paths, git.includePaths ?? [], path);
  });
}

/** Kargo and the workflow have to mean the same commit: the newest that changed one of these paths. */
function commitProblems(paths: readonly string[], included: readonly string[], path: string): Problem[] {
  const same = paths.length === included.length && paths.every((each) => included.includes(each));
  if (same) return [];
  return [
    {
      rule: "workflow-other-commits",
      severity: "error",
      path,
      message:
        "sameCommit asks for an image of the very commit that Kargo finds, and the workflow names images after other commits: no Freight would be made",
      got: included.length === 0 ? "every commit" : `commits that change ${listed(included)}`,
      allowed:
        paths.length === 0
          ? "every commit, as the workflow does"
          : `commits that change ${listed(paths)}, as in the workflow`,
      fix: `Give the workflow --path and the subscription includePaths of the same paths, or neither of them any`,
    },
  ];
}
