import { everywhere } from "./back-ends.ts";
import { projectConfigKind, projectConfigs } from "./kinds.ts";
import { Place } from "./place.ts";
import type { ObjectRule } from "./rule.ts";

export const exactSelectors: ObjectRule = {
  id: "G08",
  name: "exact-selectors",
  title: "A policy that promotes automatically names its Stage exactly",
  severity: "medium",
  level: "warn",
  why: "Whoever may make a Stage can give it a name or labels that fit a pattern, and it is promoted automatically",
  judges: "all",
  kinds: [projectConfigKind],
  settings: [],
  backEnds: everywhere({
    preview: { not: "Slipway writes exact names itself" },
  }),
  check: (object) =>
    Place.judge(object, (config) => {
      for (const policy of config.at("spec").at("promotionPolicies").items()) {
        const selector = policy.at("stageSelector");
        if (policy.at("autoPromotionEnabled").flag() !== true || selector.isAbsent) continue;
        const name = selector.at("name");
        const text = name.text();
        if (text !== undefined && /^(glob|regexp?):/.test(text))
          name.violation("Any Stage whose name fits this pattern is promoted automatically");
        else if (name.isAbsent || text === "")
          selector.violation("Any Stage whose labels fit is promoted automatically", "no name");
      }
    }),
  cel: [
    {
      ...projectConfigs,
      operations: ["CREATE", "UPDATE"],
      holds: () =>
        "!has(object.spec) || !has(object.spec.promotionPolicies) || object.spec.promotionPolicies.all(p, !has(p.autoPromotionEnabled) || !p.autoPromotionEnabled || !has(p.stageSelector) || (has(p.stageSelector.name) && p.stageSelector.name != '' && !p.stageSelector.name.matches('^(glob|regexp?):')))",
    },
  ],
  fix: "Write the Stage's own name in stageSelector.name",
  source: "Kargo, docs/docs/50-user-guide/20-how-to-guides/20-working-with-projects.md",
};
