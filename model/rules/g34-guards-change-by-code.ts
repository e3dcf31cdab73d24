import { nowhere } from "./back-ends.ts";
import {
  appProjectKind,
  appProjects,
  kargoStages,
  projectConfigKind,
  projectConfigs,
  promotionTaskKind,
  promotionTasks,
  stageKind,
  warehouseKind,
  warehouses,
} from "./kinds.ts";
import { celList, labelled, protectedStage } from "./protection.ts";
import type { Cel, Rule } from "./rule.ts";

const before = labelled.replaceAll("object.", "oldObject.");
const sameSpec = "(has(object.spec) ? has(oldObject.spec) && object.spec == oldObject.spec : !has(oldObject.spec))";
/** What every Stage of a Project goes by. */
const shared = [projectConfigs, warehouses, promotionTasks];

export const guardsChangeByCode: Rule = {
  id: "G34",
  name: "guards-change-by-code",
  title:
    "Only those whom the settings name change a protected Stage or AppProject, and what a Project with protected Stages goes by",
  severity: "high",
  level: "deny",
  why: "Whoever may edit a Stage, a policy or a Warehouse can edit away every other rule",
  judges: "protected",
  kinds: [stageKind, projectConfigKind, warehouseKind, promotionTaskKind, appProjectKind],
  settings: ["protectedStages", "deployers"],
  backEnds: nowhere("It asks who writes, which no object tells", { apiServer: "here" }),
  // asking for verification or a refresh is an annotation, and annotations and other labels stay free
  cel: [
    {
      ...kargoStages,
      operations: ["UPDATE"],
      holds: ({ deployers, ...settings }) =>
        unlessNamed(
          deployers,
          `!(${protectedStage({ deployers, ...settings })} || ${before}) || (${sameSpec} && ${labelled} == ${before})`,
        ),
    },
    ...shared.map(
      (resource): Cel => ({
        ...resource,
        operations: ["UPDATE"],
        holds: ({ deployers, protectedStages }) =>
          protectedStages.length === 0 ? undefined : unlessNamed(deployers, sameSpec),
      }),
    ),
    {
      ...appProjects,
      operations: ["UPDATE"],
      holds: ({ deployers }) => unlessNamed(deployers, `!${before} || (${sameSpec} && ${labelled})`),
    },
  ],
  fix: "Change the definition and let Pulumi apply it",
  source: "Kargo: update on stages or projectconfigs is as much as promote",
};

function unlessNamed(deployers: readonly string[], expression: string): string | undefined {
  return deployers.length === 0 ? undefined : `request.userInfo.username in ${celList(deployers)} || (${expression})`;
}
