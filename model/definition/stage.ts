import type { WarehouseOrigin } from "./warehouse.ts";

interface StageFields {
  /** Freight that becomes available is promoted without a person. Default false. */
  readonly autoPromotion?: boolean;
  /**
   * How long Freight must have been in the upstream Stage, in s, m and h: `1h`, `90m`, `1h30m`. Default: no wait.
   * A Stage fed from a Warehouse has no upstream and can't have one.
   */
  readonly requiredSoakTime?: string;
  /** One Stage per target: `["eu", "us"]` under `prod` makes `prod-eu` and `prod-us`. Default: one Stage without suffix. */
  readonly targets?: readonly string[];
}

/** A Stage without guards; the entry of the pipeline is one. */
interface OpenStage<Warehouses extends string, Upstreams extends string> extends StageFields {
  /** Where Freight comes from: a Warehouse, or the environment before this one (all its targets). */
  readonly from: WarehouseOrigin<Warehouses> | Upstreams;
  readonly protected?: false;
}

/** A Stage with guards. It never takes Freight straight from a Warehouse (rule G01). */
interface ProtectedStage<Upstreams extends string> extends StageFields {
  readonly from: Upstreams;
  readonly protected: true;
}

/** One environment of a pipeline. */
export type StageDefinition<Warehouses extends string = string, Upstreams extends string = string> =
  | OpenStage<Warehouses, Upstreams>
  | ProtectedStage<Upstreams>;
