import type { Problem } from "../problem.ts";
import { shown } from "../words.ts";
import { type Readable, type ReadableSubscription, type ReadableWarehouse, text } from "./readable.ts";
import { joined } from "./shape.ts";

/**
 * An image and the repository it is built from in one Warehouse: each commit first makes Freight with the new manifests and
 * the old image. Kargo's documentation, patterns, asks for paths or for a criterion there.
 */
export function pairProblems({ root, warehouses }: Readable): Problem[] {
  return [...warehouses].flatMap(([name, warehouse]) => {
    if (warehouse.manual || warehouse.freightCreationCriteria !== undefined) return [];
    return ofWarehouse(joined(`${root}.warehouses`, name), warehouse);
  });
}

function ofWarehouse(path: string, { subscriptions }: ReadableWarehouse): Problem[] {
  const images = subscriptions.filter(({ kind }) => kind === "image");
  const everyCommit = subscriptions.filter(
    ({ kind, fields }) =>
      kind === "git" &&
      fields.includePaths === undefined &&
      fields.excludePaths === undefined &&
      fields.expressionFilter === undefined &&
      (fields.commitSelectionStrategy ?? "NewestFromBranch") === "NewestFromBranch",
  );
  return everyCommit.flatMap((git): Problem[] => {
    const image = images.find((each) => project(each) !== undefined && project(each) === project(git));
    if (image === undefined) return [];
    return [
      {
        rule: "image-behind-commit",
        severity: "warning",
        path: git.path.reduce(joined, path),
        message:
          "The image seems to be built from this repository, so each commit makes Freight of its manifests and of the image before it",
        got: `${shown(git.fields.repoURL)} beside ${shown(image.fields.repoURL)}`,
        fix: "Add freightCreationCriteria: sameCommit(…), or includePaths with the manifests' folder",
      },
    ];
  });
}

/** `acme/web`: what an image and its repository have in common; undefined for a URL that says less. */
function project({ fields }: ReadableSubscription): string | undefined {
  const parts = (text(fields.repoURL) ?? "")
    .toLowerCase()
    .replace(/^[a-z]+:\/\//, "")
    .replace(/\.git$/, "")
    .split("/");
  return parts.length < 3 ? undefined : parts.slice(-2).join("/");
}
