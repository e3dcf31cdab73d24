import { nowhere } from "./back-ends.ts";
import { freightKind } from "./kinds.ts";
import type { Rule } from "./rule.ts";

export const oldFreight: Rule = {
  id: "G35",
  name: "old-freight",
  title: "Freight older than the settings allow isn't promoted without a reason",
  severity: "low",
  level: "off",
  why: "Old artifacts hold old holes",
  judges: "protected",
  kinds: [freightKind],
  settings: [],
  backEnds: nowhere(
    "It needs Freight and Promotion together, and a clock; only a cluster has them, and no command asks yet",
  ),
  fix: "Promote newer Freight",
  source: "guards: stale artifacts",
};
