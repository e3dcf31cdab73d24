/** What users write. `apps/<name>/pipeline.ts` exports one {@link Pipeline}; it never knows where it runs. */
export type { Pipeline } from "./definition/pipeline.ts";
export { pipeline } from "./definition/pipeline.ts";
export { renderedKustomize } from "./definition/promotion-template.ts";
export { git, image } from "./definition/subscription.ts";
export { sameCommit, warehouse } from "./definition/warehouse.ts";
