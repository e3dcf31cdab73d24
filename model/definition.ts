/** What users write. `apps/<name>/pipeline.ts` exports one {@link Pipeline}; it never knows where it runs. */
export type { Pipeline } from "./definition/pipeline.ts";
export { pipeline } from "./definition/pipeline.ts";
export type { RenderedKustomize, RenderedKustomizeOptions, StageFacts } from "./definition/promotion-template.ts";
export { renderedKustomize } from "./definition/promotion-template.ts";
export type { StageDefinition } from "./definition/stage.ts";
export type {
  GitOptions,
  GitSubscription,
  ImageOptions,
  ImageSubscription,
  Subscription,
} from "./definition/subscription.ts";
export { git, image } from "./definition/subscription.ts";
export type { SameCommit, WarehouseDefinition, WarehouseOrigin } from "./definition/warehouse.ts";
export { sameCommit, warehouse } from "./definition/warehouse.ts";
