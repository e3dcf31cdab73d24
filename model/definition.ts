/** What users write. `apps/<name>/pipeline.ts` exports one {@link Pipeline}; it never knows where it runs. */
export { expr, text } from "./definition/expression.ts";
export type { DatedWindow, FreezeWindow, WeeklyWindow } from "./definition/freeze.ts";
export type { Pipeline } from "./definition/pipeline.ts";
export { pipeline } from "./definition/pipeline.ts";
export {
  configurationOnly,
  helmChartDependency,
  helmValues,
  kustomizeImage,
  renderedHelm,
  renderedKustomize,
  steps,
  yamlFields,
} from "./definition/promotion-template.ts";
export { chart, git, image } from "./definition/subscription.ts";
export type { Verification } from "./definition/verification.ts";
export {
  analysisTemplate,
  cloudWatch,
  clusterAnalysisTemplate,
  datadog,
  job,
  prometheus,
  web,
} from "./definition/verification.ts";
export { criterion, sameCommit, sameTag, warehouse } from "./definition/warehouse.ts";
export { otherEditionStep, output, step } from "./steps/step.ts";
export { clusterTask, task } from "./steps/task.ts";
