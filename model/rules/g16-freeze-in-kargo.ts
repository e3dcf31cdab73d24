import { nowhere } from "./back-ends.ts";
import { promotionKind } from "./kinds.ts";
import type { Rule } from "./rule.ts";

export const freezeInKargo: Rule = {
  id: "G16",
  name: "freeze-in-kargo",
  title: "No Promotion to a frozen Stage comes into being",
  severity: "high",
  level: "deny",
  why: "Kargo's open source has no windows of its own, and stops no promotion",
  judges: "all",
  kinds: [promotionKind],
  settings: [],
  backEnds: nowhere("Promotions come into being in the cluster, and whether one may depends on when", {
    apiServer: { elsewhere: "model/freeze/policy.ts" },
    live: { elsewhere: "model/live/freezes.ts" },
  }),
  overridable: true,
  fix: "Wait until the freeze ends",
  source: "kargo#1328",
};
