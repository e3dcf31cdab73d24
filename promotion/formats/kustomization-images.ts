import { isMap, isScalar, isSeq, type Pair, Scalar, type YAMLMap, YAMLSeq } from "yaml";
import { readYaml, textMap, writeYaml } from "./go-yaml.ts";

/** An entry of a kustomization's `images`. Source: kustomize api v0.20.1, types/image.go. */
export interface KustomizeImage {
  readonly name: string;
  readonly newName?: string;
  readonly tagSuffix?: string;
  readonly newTag?: string;
  readonly digest?: string;
}

/** Stands for what the kustomization says already. */
const preserved = "*";

/**
 * Sets images in the text of a kustomization: an entry of the same name is replaced, others stay, all are sorted.
 * Source: akuity/kargo v1.11.2, kustomize_image_setter.go, updateKustomizationFile, and pkg/yaml/update.go.
 *
 * @returns the new text, and all its images as Kargo's message lists them: what was there before counts too
 * @throws Error when the text is no YAML or its images are none
 */
export function setImages(
  text: string,
  targets: readonly KustomizeImage[],
): { readonly text: string; readonly images: readonly KustomizeImage[] } {
  let document: ReturnType<typeof readYaml>;
  try {
    document = readYaml(text);
  } catch (error) {
    throw new Error(`could not unmarshal Kustomization file: ${(error as Error).message}`, { cause: error });
  }
  const root = document.contents;
  if (!isMap(root)) throw new Error("could not decode images field in Kustomization file: it is no map");
  const known = root.items.find(({ key }) => isScalar(key) && key.value === "images") as Pair | undefined;
  const merged = merge(readImages(known?.value), targets);
  const list = new YAMLSeq();
  for (const image of merged) {
    const { name, newName, tagSuffix, newTag, digest } = keep(image, {});
    list.add(textMap({ name, newName, tagSuffix, newTag, digest }));
  }
  if (known === undefined) root.add({ key: new Scalar("images"), value: list });
  else {
    // The writer asks the pair's source for a comment beside the key.
    keepComments(known.value, list);
    known.value = list;
  }
  return { text: writeYaml(document), images: merged };
}

function readImages(value: unknown): KustomizeImage[] {
  if (value === undefined || value === null || (isScalar(value) && (value.value === null || value.value === ""))) {
    return [];
  }
  const refuse = (reason: string) =>
    new Error(`could not decode images field in Kustomization file: yaml: unmarshal errors:\n  ${reason}`);
  if (!isSeq(value)) throw refuse("images is no list");
  return value.items.map((item) => {
    if (!isMap(item)) throw refuse("an entry of images is no map");
    return Object.fromEntries(
      item.items.map(({ key, value: field }) => [String(isScalar(key) ? key.value : key), textOf(field)]),
    ) as unknown as KustomizeImage;
  });
}

function textOf(node: unknown): string {
  return isScalar(node) && node.value !== null ? String(node.value) : "";
}

function merge(current: readonly KustomizeImage[], targets: readonly KustomizeImage[]): KustomizeImage[] {
  const images = new Map(targets.map((target) => [target.name, target]));
  for (const image of current) {
    const target = images.get(image.name);
    images.set(image.name, target === undefined ? image : keep(target, image));
  }
  return [...images.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
}

function keep(target: KustomizeImage, current: Partial<KustomizeImage>): KustomizeImage {
  const fields = (["newName", "newTag", "digest"] as const).filter((field) => target[field] === preserved);
  if (fields.length === 0) return target;
  const { tagSuffix: _, ...rest } = target;
  return { ...rest, ...Object.fromEntries(fields.map((field) => [field, current[field] ?? ""])) };
}

/** Comments stay at their place in the list, whatever stands there now; those of an entry's fields at their field. */
function keepComments(from: unknown, to: YAMLSeq): void {
  if (!isSeq(from)) return;
  copyComments(from, to);
  if (from.flow) to.flow = true;
  for (const [index, item] of to.items.entries()) {
    const old = from.items[index];
    if (!isMap(old)) continue;
    copyComments(old, item as YAMLMap);
    for (const { key, value } of (item as YAMLMap<Scalar, Scalar>).items) {
      const before = old.items.find((pair) => isScalar(pair.key) && pair.key.value === key.value)?.value;
      if (isScalar(before) && value !== null) copyComments(before, value);
    }
  }
}

interface Commented {
  comment?: string | null;
  commentBefore?: string | null;
}

function copyComments(from: Commented, to: Commented): void {
  if (from.comment) to.comment = from.comment;
  if (from.commentBefore) to.commentBefore = from.commentBefore;
}
