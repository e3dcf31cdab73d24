import type { Value } from "../steps/value.ts";
import type { FreezeWindow } from "./freeze.ts";
import type { PromotionTemplate } from "./promotion-template.ts";
import type { Verification } from "./verification.ts";
import type { WarehouseOrigin } from "./warehouse.ts";

/** How Freight that several upstream Stages may have becomes available: verified in one of them, or in all. */
type AvailabilityStrategy = "OneOf" | "All";

interface FreightFields {
  /**
   * How long Freight must have been in the upstream Stage, in s, m and h: `1h`, `90m`, `1h30m`. Default: no wait.
   * A Stage fed from a Warehouse has no upstream and can't have one.
   */
  readonly requiredSoakTime?: string;
  /** With several upstream Stages: is one enough? Default `All`. */
  readonly availabilityStrategy?: AvailabilityStrategy;
  /** What automatic promotion takes: the newest Freight available, or what the one upstream Stage has now. Default `NewestFreight`. */
  readonly selectionPolicy?: "NewestFreight" | "MatchUpstream";
}

/** What a Stage takes from one Warehouse, when it takes from several. */
type OriginRequest<Upstreams extends string> = { readonly direct: true } | StagesRequest<Upstreams>;

interface StagesRequest<Upstreams extends string> extends FreightFields {
  readonly stages: Upstreams | readonly [Upstreams, ...Upstreams[]];
  readonly direct?: never;
}

interface StageFields {
  /** One Stage per target: `["eu", "us"]` under `prod` makes `prod-eu` and `prod-us`. Default: one Stage without suffix. */
  readonly targets?: readonly string[];
  /**
   * The controller that looks after it, in an installation with several; for each target when they differ:
   * `{ eu: "eu", us: "us" }`. Default: that of the cluster it runs in, else the default controller.
   */
  readonly shard?: string | Readonly<Record<string, string>>;
}

interface PromotedFields extends StageFields, FreightFields {
  readonly controlFlow?: false;
  /** Freight that becomes available is promoted without a person. Default false. */
  readonly autoPromotion?: boolean;
  /** How Freight is promoted into this Stage. Default: the pipeline's. */
  readonly promotionTemplate?: PromotionTemplate;
  /** `pull-request`: the change waits on a pull request until a person merges it. Default: it is pushed. */
  readonly through?: "pull-request";
  /** How long a pull request may wait, in s, m and h; then the promotion fails. Default `48h`. */
  readonly pullRequestTimeout?: string;
  /** Variables for the steps and for verification, read by `expr.variable`. */
  readonly vars?: Readonly<Record<string, Value>>;
  /** What must hold after a promotion before Freight counts as verified here. Default: Argo CD calls it Healthy. */
  readonly verification?: readonly Verification[];
  /**
   * When nothing is promoted into it: weekly windows and dated ranges. Default: never.
   * What is under way when a window begins goes on; see docs/freezes.md.
   */
  readonly freeze?: readonly [FreezeWindow, ...FreezeWindow[]];
  /** `false`: no Application; verification stands in for health. Default true. */
  readonly argocd?: boolean;
}

/** A Stage without promotion: it joins or splits the way of Freight. */
interface ControlFlowStage<Warehouses extends string, Upstreams extends string> extends StageFields {
  readonly from: From<Warehouses, Upstreams>;
  readonly controlFlow: true;
  readonly availabilityStrategy?: AvailabilityStrategy;
  readonly protected?: false;
}

/** Where Freight comes from: a Warehouse, one environment before this one or several (all their targets), or each Warehouse its own way. */
type From<Warehouses extends string, Upstreams extends string> =
  | WarehouseOrigin<Warehouses>
  | Upstreams
  | readonly [Upstreams, ...Upstreams[]]
  | { readonly [Name in Warehouses]?: OriginRequest<Upstreams> };

/** A Stage without guards; the entry of the pipeline is one. */
interface OpenStage<Warehouses extends string, Upstreams extends string> extends PromotedFields {
  readonly from: From<Warehouses, Upstreams>;
  readonly protected?: false;
}

/** A Stage with guards. It never takes Freight straight from a Warehouse (rule G01). */
interface ProtectedStage<Warehouses extends string, Upstreams extends string> extends PromotedFields {
  readonly from:
    | Upstreams
    | readonly [Upstreams, ...Upstreams[]]
    | { readonly [Name in Warehouses]?: StagesRequest<Upstreams> };
  readonly protected: true;
}

/** One environment of a pipeline. */
export type StageDefinition<Warehouses extends string = string, Upstreams extends string = string> =
  | OpenStage<Warehouses, Upstreams>
  | ProtectedStage<Warehouses, Upstreams>
  | ControlFlowStage<Warehouses, Upstreams>;
