import type { Fields } from "../manifests/reading.ts";

/** What one run of the engine said of one stack. */
export interface StackPreview {
  readonly stack: string;
  /** `unfinished`: the engine never came to a summary, or wrote nothing that can be read. */
  readonly outcome: "succeeded" | "failed" | "unfinished";
  /** Why it is unfinished, one sentence without a full stop. */
  readonly why?: string;
  /** What is done to resources, in the engine's order; those that stay as they are left out. */
  readonly changes: readonly ResourceChange[];
  /** How many resources stay as they are. */
  readonly unchanged: number;
  /** Policy packs that judged it, `name version`. Undefined where the log's format doesn't tell. */
  readonly packs?: readonly string[];
  readonly findings: readonly PolicyFinding[];
  /** What engine, providers and program said, errors first. */
  readonly messages: readonly EngineMessage[];
  /** The Kubernetes objects that are declared, for drawing; each once. */
  readonly objects: readonly DeclaredObject[];
}

export interface ResourceChange {
  readonly operation: "create" | "update" | "replace" | "delete" | "import";
  /** Pulumi's, whole: `kubernetes:kargo.akuity.io/v1alpha1:Stage`. */
  readonly type: string;
  /** The logical name. */
  readonly name: string;
  /** What of it changes; empty where the engine doesn't say. */
  readonly properties: readonly PropertyChange[];
}

export interface PropertyChange {
  /** As the engine writes it: `spec.requestedFreight[0].sources.requiredSoakTime`. Values are never read. */
  readonly path: string;
  readonly kind: "add" | "update" | "delete";
  /** The resource has to be replaced because of it. */
  readonly replaces: boolean;
}

export interface PolicyFinding {
  /** Name of the policy: `g01-no-stage-skipping`. */
  readonly policy: string;
  /** True: nothing may be brought up like this. */
  readonly mandatory: boolean;
  /** The resource's logical name; undefined when it is about the stack. */
  readonly resource?: string;
  readonly message: string;
}

export interface EngineMessage {
  readonly severity: "error" | "warning";
  readonly resource?: string;
  readonly message: string;
}

export interface DeclaredObject {
  readonly change: "same" | "create" | "update" | "delete";
  /** The object as it will be, or was. */
  readonly object: Fields;
}

/** Whether nothing may be merged like this: a preview that failed or never ended, or a mandatory rule that refuses. */
export function hasFailed({ outcome, findings }: StackPreview): boolean {
  return outcome !== "succeeded" || findings.some(({ mandatory }) => mandatory);
}
