import type { Step } from "../../steps/step.ts";
import type { TaskCall } from "../../steps/task.ts";
import type { PromotionInput } from "./input.ts";

/** What a template comes to for one Stage. */
export interface Promotion {
  readonly steps: readonly (Step | TaskCall)[];
  /** What the Stage's Application follows. */
  readonly source: ApplicationSource;
  /** The folder that is the Stage's own, from the repository's root. */
  readonly overlay?: string;
}

/** The part of an Application's source that isn't its repository. */
export interface ApplicationSource {
  readonly path: string;
  readonly targetRevision: string;
  readonly helm?: { readonly valueFiles: string[] };
}

/** All of the Stage's own branch. */
export function renderedSource({ branch }: PromotionInput): ApplicationSource {
  return { path: ".", targetRevision: `refs/heads/${branch}` };
}
