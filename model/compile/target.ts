import type { FreezeWindow } from "../definition/freeze.ts";
import type { GraphStage } from "../graph.ts";
import type { Destination, Settings } from "../settings.ts";
import type { ApplicationSource } from "./promotion/promotion.ts";

/** What the objects of one Stage share. */
export interface TargetInput {
  readonly app: string;
  readonly stage: GraphStage;
  /** Name of the Application, its AppProject and its namespace. */
  readonly name: string;
  /** After mirrors. */
  readonly gitUrl: string;
  /** What the Application follows in that repository. */
  readonly source: ApplicationSource;
  readonly settings: Settings;
  /** Where it runs. */
  readonly destination: Destination;
  /** When nothing is promoted into it. */
  readonly freeze: readonly FreezeWindow[];
}
