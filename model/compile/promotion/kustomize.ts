import { expr, type TextTemplate, text } from "../../definition/expression.ts";
import { step } from "../../steps/step.ts";
import { sourceNamed } from "../resolver.ts";
import { cloneBranch, cloneForRendering, finish, rendered, source } from "./git.ts";
import type { PromotionInput } from "./input.ts";
import { type Promotion, renderedSource } from "./promotion.ts";

type Images = Readonly<Record<string, string>>;

/**
 * The steps of a rendered kustomize promotion: manifests at the Freight's commit, the Freight's images, rendered into the
 * Stage's branch, synced by Argo CD. Always the Freight's commit and never a branch's newest: what was verified upstream
 * is what is promoted.
 */
export function renderedKustomize(
  input: PromotionInput,
  { base, overlay, images }: { readonly base: string; readonly overlay: string; readonly images: Images },
): Promotion {
  return {
    steps: [
      cloneForRendering(input),
      step("git-clear", { path: rendered }),
      setImages(input, `${source}/${base}`, images),
      step("kustomize-build", { path: `${source}/${overlay}`, outPath: rendered }),
      ...finish(input, { path: rendered, branch: input.branch, facts: imageFacts(input, images) }),
    ],
    source: renderedSource(input),
    overlay,
  };
}

/** Images set in a kustomization on a branch that Argo CD builds itself. */
export function kustomizeImage(
  input: PromotionInput,
  { branch, folder, images }: { readonly branch: string; readonly folder: string; readonly images: Images },
): Promotion {
  return {
    steps: [
      cloneBranch(input, branch),
      setImages(input, `${source}/${folder}`, images),
      ...finish(input, { path: source, branch, facts: imageFacts(input, images) }),
    ],
    source: { path: folder, targetRevision: `refs/heads/${branch}` },
    overlay: folder,
  };
}

function setImages({ resolver }: PromotionInput, path: string, images: Images) {
  return step("kustomize-set-image", {
    path,
    images: Object.entries(images).map(([placeholder, name]) => ({
      image: placeholder,
      newName: sourceNamed(resolver, name, "image")?.url ?? "",
      tag: expr.image(name).Tag,
    })),
  });
}

function imageFacts({ resolver }: PromotionInput, images: Images): TextTemplate[] {
  return Object.values(images).map(
    (name) => text`Image: ${sourceNamed(resolver, name, "image")?.url ?? ""}:${expr.image(name).Tag}`,
  );
}
