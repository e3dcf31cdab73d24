import { completeFreight, judgeFreight } from "./freight.ts";
import { judgeProject, judgeProjectConfig, judgeTask } from "./project.ts";
import { completePromotion, judgePromotion } from "./promotion.ts";
import { pathOf } from "./registered.ts";
import type { Admit } from "./review.ts";
import { completeStage, judgeStage } from "./stage.ts";
import { completeWarehouse, judgeWarehouse } from "./warehouse.ts";

const mutate: Readonly<Record<string, Admit>> = {
  freight: completeFreight,
  promotion: completePromotion,
  stage: completeStage,
  warehouse: completeWarehouse,
};

const validate: Readonly<Record<string, Admit>> = {
  clusterpromotiontask: judgeTask,
  freight: judgeFreight,
  project: judgeProject,
  projectconfig: judgeProjectConfig,
  promotion: judgePromotion,
  promotiontask: judgeTask,
  stage: judgeStage,
  warehouse: judgeWarehouse,
};

/** What answers on which path. */
export const handlers: ReadonlyMap<string, Admit> = new Map([
  ...Object.entries(mutate).map(([kind, admit]) => [pathOf("mutate", { kind }), admit] as const),
  ...Object.entries(validate).map(([kind, admit]) => [pathOf("validate", { kind }), admit] as const),
]);
