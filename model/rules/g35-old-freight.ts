import { nowhere } from "./back-ends.ts";
import { promotionKind } from "./kinds.ts";
import type { Rule } from "./rule.ts";

export const oldFreight: Rule = {
  id: "G35",
  name: "old-freight",
  title: "Freight older than the settings allow isn't promoted to a protected Stage without a reason",
  severity: "low",
  level: "warn",
  why: "Old artifacts hold old holes",
  judges: "protected",
  kinds: [promotionKind],
  settings: ["protectedStages", "oldestFreight"],
  backEnds: nowhere("It needs Freight and Promotion together, and only a cluster has them", {
    live: { elsewhere: "model/live/old-freight.ts" },
  }),
  fix: "Promote newer Freight",
  source: "guards: stale artifacts",
};
