/** A Stage as an `overlay` function sees it. */
export interface StageFacts {
  /** The environment: the key under `stages`. */
  readonly environment: string;
  /** The target, when the environment has several. */
  readonly target?: string;
  /** The name of Kargo's Stage: `dev`, `prod-eu`. */
  readonly stage: string;
}

interface RenderedKustomizeOptions {
  /** Folder of the kustomization that images are set in, from the repository's root. */
  readonly base: string;
  /** Folder that is rendered for a Stage, from the repository's root. Environments never share one; targets of one may. */
  readonly overlay: (stage: StageFacts) => string;
  /** Placeholder image in the manifests → name of the image subscription that stands for it. */
  readonly images: Readonly<Record<string, string>>;
}

/** Still with its function: what {@link renderedKustomize} gives to `pipeline`. */
export interface RenderedKustomizeTemplate extends RenderedKustomizeOptions {
  readonly kind: "renderedKustomize";
}

/** The same as plain data, as a pipeline holds it. */
export interface RenderedKustomize {
  readonly kind: "renderedKustomize";
  readonly base: string;
  /** Stage name → folder. */
  readonly overlays: Readonly<Record<string, string>>;
  readonly images: Readonly<Record<string, string>>;
}

/**
 * A promotion that takes the manifests of the Freight's commit, sets the Freight's images, renders the Stage's overlay
 * with kustomize, commits the result to the branch `stage/<stage>` and lets Argo CD sync it.
 */
export function renderedKustomize(options: RenderedKustomizeOptions): RenderedKustomizeTemplate {
  return { ...options, kind: "renderedKustomize" };
}
