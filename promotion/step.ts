import type { Freight, FreightOrigin } from "./freight.ts";
import type { Outside } from "./outside.ts";

/** How a step ended. Source: akuity/kargo v1.11.2, api/v1alpha1/promotion_types.go. */
export type StepStatus = "Succeeded" | "Skipped" | "Running" | "Failed" | "Errored" | "Aborted";

export interface StepResult {
  readonly status: StepStatus;
  /** What later steps read as `outputs['<alias>']`. */
  readonly output?: Readonly<Record<string, unknown>>;
  readonly message?: string;
  /** After how many milliseconds a Running step is asked again. */
  readonly retryAfter?: number;
  /** What Kargo would watch on the Stage from now on, e.g. the Applications that argocd-update synced. */
  readonly healthCheck?: { readonly uses: string; readonly config: unknown };
}

/** Everything a step may know and touch. Nothing else: no environment, no home folder, no clock of its own. */
export interface StepContext {
  readonly project: string;
  readonly stage: string;
  /** The Promotion's name. */
  readonly promotion: string;
  readonly alias: string;
  /** Absolute path with symbolic links resolved; each path in a step's config is below it. */
  readonly workDir: string;
  /** Outputs of earlier steps by alias. */
  readonly sharedState: Readonly<Record<string, unknown>>;
  /** One Freight per requested origin: the Freight that is promoted and what the Stage holds of other origins. */
  readonly freight: readonly Freight[];
  readonly targetFreight: Freight;
  readonly freightRequests: readonly { readonly origin: FreightOrigin }[];
  readonly actor?: string;
  /** Kargo's own address, for links back to it. */
  readonly uiBaseUrl?: string;
  /**
   * Where the git steps keep their clones: beside the work folder, so that no step's path reaches it. Default: a folder
   * `git` next to the work folder.
   */
  readonly gitFolder?: string;
  readonly outside: Outside;
  readonly signal: AbortSignal;
  /** Passes time between tries, until the signal says stop. Default: real time. */
  readonly pause?: (milliseconds: number) => Promise<void>;
}

/** One kind of step. `config` was checked against the step's schema and its expressions are evaluated. */
export interface StepRunner<Config = unknown> {
  /** Upstream's name, `git-clone`. */
  readonly uses: string;
  /** In milliseconds; 0 is no timeout. */
  readonly defaultTimeout?: number;
  /** How many errors in a row end it; upstream's default is 1. */
  readonly defaultErrorThreshold?: number;
  /** @throws TerminalError when trying again is useless; any other Error counts as one more failure */
  run(context: StepContext, config: Config): Promise<StepResult>;
}

/** A failure that no retry mends; upstream marks them the same way (pkg/promotion/errors.go). */
export class TerminalError extends Error {
  override readonly name = "TerminalError";
  /** `Failed` is a verdict of the step, `Errored` a defect on the way to one. Default: Failed */
  readonly status: "Failed" | "Errored";
  /** What the step leaves for later ones all the same. */
  readonly output?: Readonly<Record<string, unknown>>;
  constructor(
    message: string,
    options: ErrorOptions & {
      readonly status?: "Failed" | "Errored";
      readonly output?: Readonly<Record<string, unknown>>;
    } = {},
  ) {
    super(message, options);
    this.status = options.status ?? "Failed";
    if (options.output !== undefined) this.output = options.output;
  }
}
