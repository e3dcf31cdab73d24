import type { Resolver } from "../compile/resolver.ts";
import type { Scope } from "../expr/check.ts";
import type { Readable } from "./readable.ts";

export type StepRecord = Readonly<Record<string, unknown>>;

/** Where a list of steps stands, and what its steps may name. */
export interface StepPlace {
  readonly path: string;
  readonly resolver: Resolver;
  readonly functions: Extract<Scope["functions"], "promotion-step" | "task-step">;
  /** Variables that every step may read. */
  readonly vars: readonly string[];
  /** The Application the steps may update; `none` without Argo CD. Undefined: not known here. */
  readonly application?: string | "none";
  /** What `ctx.project` and `ctx.stage` are here. */
  readonly context?: { readonly project: string; readonly stage: string };
  readonly tasks: Readable["tasks"];
}
