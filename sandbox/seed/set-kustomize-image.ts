import { isMap, parseDocument } from "yaml";

export interface KustomizeImage {
  /** The image's name in the manifests: the placeholder. */
  readonly name: string;
  readonly newName: string;
  readonly newTag: string;
}

/**
 * Sets an image in the text of a kustomization file as Kargo's step kustomize-set-image does: an entry of the same name
 * is replaced, others stay, all are sorted by name.
 *
 * Source: Kargo 1.11.2, pkg/promotion/runner/builtin/kustomize_image_setter.go
 */
export function setKustomizeImage(text: string, image: KustomizeImage): string {
  const document = parseDocument(text);
  if (document.errors[0] || !isMap(document.contents)) {
    throw new Error(
      `the kustomization file isn't a YAML map${document.errors[0] ? `: ${document.errors[0].message}` : ""}`,
    );
  }
  const { images = [] } = document.toJS() as { images?: readonly { readonly name: string }[] | null };
  const all = [...(images ?? []).filter(({ name }) => name !== image.name), image];
  document.set("images", document.createNode(all.sort((a, b) => (a.name < b.name ? -1 : 1))));
  return document.toString();
}
