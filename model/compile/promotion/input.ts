import type { Expression } from "../../definition/expression.ts";
import type { GitProvider } from "../../settings.ts";
import type { Resolver } from "../resolver.ts";

/** What a promotion needs to know of one Stage, whatever its template. */
export interface PromotionInput {
  readonly app: string;
  readonly stage: string;
  /** The branch of rendered manifests. */
  readonly branch: string;
  /** After mirrors. */
  readonly gitUrl: string;
  /** The Freight's commit of that repository, when a Warehouse follows it. */
  readonly commit: Expression | undefined;
  readonly resolver: Resolver;
  /** Left out: no Argo CD. */
  readonly application?: { readonly name: string; readonly namespace: string };
  /** Left out: pushed without a pull request. In Go's spelling. */
  readonly pullRequestTimeout?: string;
  /** Left out: Kargo tells it from the repository's host. */
  readonly gitProvider?: GitProvider;
}

/** A step of a Stage's promotionTemplate as Kargo reads it. */
export interface PromotionStep {
  readonly uses?: string;
  readonly task?: { readonly name: string; readonly kind: "PromotionTask" | "ClusterPromotionTask" };
  readonly as?: string;
  readonly if?: string;
  readonly continueOnError?: boolean;
  readonly retry?: { readonly timeout?: string; readonly errorThreshold?: number };
  readonly vars?: readonly { readonly name: string; readonly value: string }[];
  readonly config?: unknown;
}
