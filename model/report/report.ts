import type { Picture } from "./pictures.ts";
import type { StackPreview } from "./stack-preview.ts";

/** Everything that a comment tells. */
export interface Report {
  readonly stacks: readonly StackPreview[];
  readonly pictures: readonly Picture[];
  /** What a cluster says, or why none does: a clause without a full stop. */
  readonly promotions: Promotions | { readonly why: string };
  /** Definitions that couldn't be drawn, each with what is wrong. */
  readonly undrawn: readonly { readonly app: string; readonly problem: string }[];
  /** Which of several reports on one pull request this is. */
  readonly key: string;
  /** The commit that was previewed. */
  readonly commit?: string;
}

/** What a cluster says is where, and what would come next. */
export interface Promotions {
  /** The cluster's name, for people. */
  readonly cluster: string;
  readonly stages: readonly PromotionRow[];
}

export interface PromotionRow {
  readonly project: string;
  readonly stage: string;
  /** What is there now: Freight by its alias; empty when nothing is. */
  readonly now: readonly string[];
  /** Freight on its way here, and what it still lacks. */
  readonly next: readonly {
    readonly freight: string;
    readonly available: boolean;
    readonly missing: readonly string[];
  }[];
  /** By itself, as soon as it may. */
  readonly automatic: boolean;
}
