import { nowhere } from "./back-ends.ts";
import { isOneOf } from "./identities.ts";
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
import { labelled, protectedStage } from "./protection.ts";
import type { Cel, Rule } from "./rule.ts";
import type { RuleSettings } from "./settings.ts";

const before = labelled.replaceAll("object.", "oldObject.");
const sameSpec = "(has(object.spec) ? has(oldObject.spec) && object.spec == oldObject.spec : !has(oldObject.spec))";
/** What every Stage of a Project goes by. */
const shared = [projectConfigs, warehouses, promotionTasks];

export const guardsChangeByCode: Rule = {
  id: "G34",
  name: "guards-change-by-code",
  title:
    "Only those who deploy change a protected Stage or AppProject, and what a Project with protected Stages goes by",
  severity: "high",
  level: "deny",
  why: "Whoever may edit a Stage, a policy or a Warehouse can edit away every other rule",
  judges: "protected",
  kinds: [stageKind, projectConfigKind, warehouseKind, promotionTaskKind, appProjectKind],
  settings: ["protectedStages", "deployers", "controllers"],
  backEnds: nowhere("It asks who writes, which no object tells", { apiServer: "here" }),
  // asking for verification or a refresh is an annotation, and annotations and other labels stay free
  cel: [
    {
      ...kargoStages,
      operations: ["UPDATE"],
      byDeployers: true,
      holds: (settings) =>
        unlessKargo(
          settings,
          `!(${protectedStage(settings)} || ${before}) || (${sameSpec} && ${labelled} == ${before})`,
        ),
    },
    ...shared.map(
      (resource): Cel => ({
        ...resource,
        operations: ["UPDATE"],
        byDeployers: true,
        holds: (settings) => (settings.protectedStages.length === 0 ? undefined : unlessKargo(settings, sameSpec)),
      }),
    ),
    {
      ...appProjects,
      operations: ["UPDATE"],
      byDeployers: true,
      holds: (settings) => unlessKargo(settings, `!${before} || (${sameSpec} && ${labelled})`),
    },
  ],
  overridable: true,
  fix: "Change the definition and let Pulumi apply it",
  source: "Kargo: update on stages or projectconfigs is as much as promote",
};

/** Kargo's controllers write no spec themselves, but what Kargo's webhooks fill in is written with what they write. */
function unlessKargo(settings: RuleSettings, expression: string): string {
  return `(${expression}) || ${isOneOf(settings.controllers)}`;
}
