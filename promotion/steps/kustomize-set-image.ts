import { lstat, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { goQuoted } from "../../model/go-quoted.ts";
import type { KustomizeSetImageConfig } from "../../model/kinds/steps/kustomize-set-image.gen.ts";
import { fileProblem } from "../files/file-problem.ts";
import { type KustomizeImage, setImages } from "../formats/kustomization-images.ts";
import type { Freight } from "../freight.ts";
import { pathBelow } from "../paths.ts";
import type { StepRunner } from "../step.ts";

/** Source: kustomize api v0.20.1, konfig/general.go. */
const fileNames = ["kustomization.yaml", "kustomization.yml", "Kustomization"];

/**
 * Sets the images that its config names, otherwise all of the Freight.
 * Source: akuity/kargo v1.11.2, pkg/promotion/runner/builtin/kustomize_image_setter.go.
 */
export const kustomizeSetImage: StepRunner<KustomizeSetImageConfig> = {
  uses: "kustomize-set-image",
  async run({ workDir, freight }, { path, images = [] }) {
    const file = await findKustomization(workDir, path);
    const targets = images.length > 0 ? given(images) : ofFreight(freight);
    let text: string;
    try {
      text = await readFile(file, "utf8");
    } catch (error) {
      throw new Error(`could not read Kustomization file: ${fileProblem(workDir, error)}`, { cause: error });
    }
    const changed = setImages(text, targets);
    try {
      await writeFile(file, changed.text);
    } catch (error) {
      throw new Error(`could not write updated Kustomization file: ${fileProblem(workDir, error)}`, { cause: error });
    }
    if (changed.images.length === 0) return { status: "Succeeded" };
    return { status: "Succeeded", output: { commitMessage: messageOf(path, changed.images) } };
  },
};

function messageOf(path: string, images: readonly KustomizeImage[]): string {
  const lines = images.map(({ name, newName, newTag, digest }) => {
    const tag = newTag ? `:${newTag}` : "";
    return `\n- ${newName || name}${tag}${digest ? `@${digest}` : ""}`;
  });
  return `Updated ${path} to use new image${images.length > 1 ? "s" : ""}\n${lines.join("")}`;
}

async function findKustomization(workDir: string, path: string): Promise<string> {
  const folder = await pathBelow(workDir, path);
  const found: string[] = [];
  for (const name of fileNames) {
    const file = join(folder, name);
    if (
      await lstat(file).then(
        (info) => info.isFile(),
        () => false,
      )
    )
      found.push(file);
  }
  const [file, ...more] = found;
  const problem = "could not discover kustomization file";
  if (file === undefined) throw new Error(`${problem}: could not find any Kustomization files in ${goQuoted(path)}`);
  if (more.length > 0) {
    const names = found.map((each) => each.slice(workDir.length + 1)).join(" ");
    throw new Error(
      `${problem}: ambiguous result: found multiple Kustomization files in ${goQuoted(path)}: [${names}]`,
    );
  }
  return file;
}

/** A digest outranks a tag; of two entries for one name the later one counts. */
function given(images: NonNullable<KustomizeSetImageConfig["images"]>): KustomizeImage[] {
  const targets = new Map<string, KustomizeImage>();
  for (const { image, name, newName, digest, tag } of images as readonly Record<string, string | undefined>[]) {
    const target = name || image || "";
    targets.set(target, {
      name: target,
      ...(newName ? { newName } : {}),
      ...(digest ? { digest } : tag ? { newTag: tag } : {}),
    });
  }
  return [...targets.values()];
}

function ofFreight(freight: readonly Freight[]): KustomizeImage[] {
  const targets = new Map<string, KustomizeImage>();
  for (const { images } of freight) {
    for (const { repoURL, tag, digest } of images) {
      if (targets.has(repoURL)) {
        throw new Error(
          `manual configuration required due to ambiguous result: multiple requested Freight could potentially provide a container image from repository ${repoURL}`,
        );
      }
      targets.set(repoURL, { name: repoURL, ...(tag ? { newTag: tag } : {}), ...(digest ? { digest } : {}) });
    }
  }
  return [...targets.values()];
}
