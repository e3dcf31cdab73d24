import type { Expression } from "../definition/expression.ts";

/** What Kargo's steps give to later ones, apart from those that name their outputs in their config. Source: Kargo, pkg/promotion/runner/builtin. */
export const stepOutputs = {
  "git-clone": ["commits"],
  "git-commit": ["commit"],
  "git-merge-pr": ["commit"],
  "git-open-pr": ["pr.id", "pr.url"],
  "git-push": ["branch", "commit", "commitURL"],
  "git-tag": ["commit"],
  "git-wait-for-pr": ["commit", "pr.id", "pr.merged", "pr.open", "pr.url"],
  "github-push": ["branch", "commit", "commitURL"],
  "helm-update-chart": ["commitMessage"],
  "json-update": ["commitMessage"],
  "kustomize-set-image": ["commitMessage"],
  "oci-push": ["digest", "image", "tag"],
  "toml-update": ["commitMessage"],
  "yaml-merge": ["commitMessage"],
  "yaml-update": ["commitMessage"],
} as const;

type Paths<Name> = Name extends keyof typeof stepOutputs ? (typeof stepOutputs)[Name][number] : never;

/** A step's outputs as expressions: `{ commit }`, `{ pr: { id, url } }`. */
export type OutputsOf<Name> = {
  readonly [Path in Paths<Name> as Path extends `${infer First}.${string}`
    ? First
    : Path]: Path extends `${infer First}.${string}`
    ? { readonly [Inner in Paths<Name> as Inner extends `${First}.${infer Second}` ? Second : never]: Expression }
    : Expression;
};
