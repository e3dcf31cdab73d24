import { nowhere } from "./back-ends.ts";
import { kargoStages, projectConfigKind, stageKind } from "./kinds.ts";
import { celList, labelled, protectedStage } from "./protection.ts";
import type { Rule } from "./rule.ts";

export const guardsChangeByCode: Rule = {
  id: "G34",
  name: "guards-change-by-code",
  title: "Only those whom the settings name change a protected Stage",
  severity: "high",
  level: "deny",
  why: "Whoever may edit a Stage can edit away every other rule",
  judges: "protected",
  kinds: [stageKind, projectConfigKind],
  settings: ["protectedStages", "deployers"],
  backEnds: nowhere("It asks who writes, which no object tells", { apiServer: "here" }),
  cel: {
    ...kargoStages,
    operations: ["UPDATE"],
    // asking for verification again is an annotation, and labels and annotations without meaning stay free
    holds: (settings) => {
      const { deployers } = settings;
      if (deployers.length === 0) return undefined;
      const guarded = `(${protectedStage(settings)} || ${labelled.replaceAll("object.", "oldObject.")})`;
      const same = `object.spec == oldObject.spec && (${labelled}) == (${labelled.replaceAll("object.", "oldObject.")})`;
      return `!${guarded} || request.userInfo.username in ${celList(deployers)} || (${same})`;
    },
  },
  fix: "Change the definition and let Pulumi apply it",
  source: "Kargo: update on stages or projectconfigs is as much as promote",
};
