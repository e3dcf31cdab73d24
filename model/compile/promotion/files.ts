import { step } from "../../steps/step.ts";
import type { Value } from "../../steps/value.ts";
import { cloneBranch, cloneForRendering, finish, rendered, source } from "./git.ts";
import type { PromotionInput } from "./input.ts";
import { type Promotion, renderedSource } from "./promotion.ts";

interface YamlFields {
  readonly branch: string;
  readonly folder: string;
  readonly file: string;
  readonly fields: Readonly<Record<string, Value>>;
}

/** Fields of a YAML file on a branch. */
export function yamlFields(input: PromotionInput, { branch, folder, file, fields }: YamlFields): Promotion {
  return {
    steps: [
      cloneBranch(input, branch),
      step("yaml-update", {
        path: `${source}/${file}`,
        updates: Object.entries(fields).map(([key, value]) => ({ key, value })),
      }),
      ...finish(input, { path: source, branch, facts: [] }),
    ],
    source: { path: folder, targetRevision: `refs/heads/${branch}` },
    overlay: file,
  };
}

/** The Stage's configuration at the Freight's commit, on the Stage's branch. */
export function configurationOnly(
  input: PromotionInput,
  { folder, render }: { readonly folder: string; readonly render: "kustomize" | "copy" },
): Promotion {
  const [inPath, outPath] = [`${source}/${folder}`, rendered];
  return {
    steps: [
      cloneForRendering(input),
      step("git-clear", { path: rendered }),
      render === "copy" ? step("copy", { inPath, outPath }) : step("kustomize-build", { path: inPath, outPath }),
      ...finish(input, { path: rendered, branch: input.branch, facts: [] }),
    ],
    source: renderedSource(input),
    overlay: folder,
  };
}
