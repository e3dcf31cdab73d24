/** One thing that a version of Kargo, or of Argo CD where promotion touches it, removed, renamed, ignores or breaks. */
export interface UpgradeRow {
  /** Stable, kebab-case. */
  readonly id: string;
  readonly product: "kargo" | "argocd";
  /** First version, `1.9`, in which it happens. Left out: it always did, or nobody has said yet when it will. */
  readonly since?: string;
  /** First version in which it no longer happens: what an older version doesn't know yet. */
  readonly until?: string;
  /** First version that calls it deprecated: from here on it is worth a warning. */
  readonly deprecated?: string;
  /** `warning` where the object still works, only not as it says. Default `error`. */
  readonly severity?: "error" | "warning";
  /** Only Kargo Enterprise has it. */
  readonly enterprise?: true;
  /** Nothing is wrong with the object: only crossing `since` changes what it does. */
  readonly onlyCrossing?: true;
  readonly where: Where;
  /** What happens, as the rest of a sentence: `the range is ignored`. */
  readonly happens: string;
  /** What to write instead, or do before. */
  readonly fix: string;
  /** Release notes, page or file of upstream's that says so. */
  readonly source: string;
}

/** How to recognise it. */
export type Where =
  /** An object of these `group/Kind`s, of this name when one is given, or a field of it. */
  | { readonly kinds: readonly string[]; readonly name?: string; readonly field?: string; readonly value?: Judge }
  /** A field of an image, git or chart subscription. */
  | { readonly subscription: readonly string[]; readonly field: string; readonly value?: Judge }
  /** A promotion step, or a field of its config. `**.name` is that name at any depth. */
  | { readonly steps: readonly string[]; readonly field?: string; readonly value?: Judge }
  /** A text inside the expressions of steps; quoted texts in it are emptied first. */
  | { readonly expression: RegExp }
  /** An output of a step, read by an expression. */
  | { readonly output: { readonly step: string; readonly key: string } }
  /** Any text in a step's config or variables. */
  | { readonly text: RegExp }
  /** A value of Kargo's chart, in a values file or an Application of the chart. */
  | { readonly chartValue: string };

/** Whether a value that is there is one of those meant. */
export type Judge = (value: unknown) => boolean;
