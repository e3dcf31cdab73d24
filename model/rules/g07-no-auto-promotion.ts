import { nameMatches } from "../grammar/stage-name-pattern.ts";
import { everywhere } from "./back-ends.ts";
import { projectConfigKind, projectConfigs } from "./kinds.ts";
import { Place } from "./place.ts";
import { celList } from "./protection.ts";
import type { ObjectRule } from "./rule.ts";
import type { RuleSettings } from "./settings.ts";

/** Kargo takes the first policy that selects a Stage. One that also selects by labels is taken to select when it promotes. */
export const noAutoPromotion: ObjectRule = {
  id: "G07",
  name: "no-auto-promotion",
  title: "No promotion policy promotes a protected Stage automatically",
  severity: "critical",
  level: "deny",
  why: "A protected Stage is promoted by a person; an automatic promotion asks nobody",
  judges: "protected",
  kinds: [projectConfigKind],
  settings: ["protectedStages"],
  backEnds: everywhere(),
  check: (object, settings) =>
    Place.judge(object, (config) => {
      const stages = byHand(settings);
      const decided = new Set<string>();
      for (const policy of config.at("spec").at("promotionPolicies").items()) {
        const enabled = policy.at("autoPromotionEnabled");
        const promotes = enabled.flag() === true;
        const selected = stages.filter((stage) => !decided.has(stage) && selects(policy, stage, promotes));
        for (const stage of selected) decided.add(stage);
        if (promotes && selected.length > 0)
          enabled.violation(`This policy promotes ${selected.join(", ")} automatically, or may`);
      }
    }),
  cel: [
    {
      ...projectConfigs,
      operations: ["CREATE", "UPDATE"],
      holds: (settings) =>
        byHand(settings).length === 0
          ? undefined
          : `!has(object.spec) || !has(object.spec.promotionPolicies) || ${celList(byHand(settings))}.all(s, !object.spec.promotionPolicies.filter(p, ${celSelects}).map(p, ${promotesInCel}).exists(e, e) || !object.spec.promotionPolicies.filter(p, ${celSelects}).map(p, ${promotesInCel})[0])`,
    },
  ],
  fix: "Write autoPromotionEnabled: false for it, in the first policy that selects it",
  source: "Kargo, pkg/api/auto_promotion.go",
};

/**
 * Protected Stages without those that compile puts in front of `prod` or its targets to join what they wait for: such a
 * `prod-join` deploys nothing and passes Freight on by itself.
 */
function byHand({ protectedStages }: RuleSettings): readonly string[] {
  return protectedStages.filter(
    (stage) => !protectedStages.some((other) => stage.endsWith("-join") && `${other}-`.startsWith(stage.slice(0, -4))),
  );
}

function selects(policy: Place, stage: string, promotes: boolean): boolean {
  const selector = policy.at("stageSelector");
  const name = (selector.isAbsent ? policy.at("stage") : selector.at("name")).text();
  const byName = name === undefined || name === "" ? true : nameMatches(name, stage);
  if (byName === false) return false;
  const byLabels = selector.at("matchLabels").keys().length + selector.at("matchExpressions").items().length > 0;
  return byName === undefined || byLabels ? promotes : true;
}

/** The same in CEL, of policy p and Stage s. A glob with classes, alternatives or escapes counts as unreadable there too. */
const promotesInCel = "(has(p.autoPromotionEnabled) && p.autoPromotionEnabled)";
const nameInCel =
  "(has(p.stageSelector) ? (has(p.stageSelector.name) ? p.stageSelector.name : '') : (has(p.stage) ? p.stage : ''))";
const labelsInCel =
  "(has(p.stageSelector) && ((has(p.stageSelector.matchLabels) && p.stageSelector.matchLabels.size() > 0) || (has(p.stageSelector.matchExpressions) && p.stageSelector.matchExpressions.size() > 0)))";
const globInCel = `('^(?:' + ${nameInCel}.substring(5).replace('.', '\\\\.').replace('+', '\\\\+').replace('*', '.*').replace('?', '.') + ')$')`;
const byNameInCel = [
  `${nameInCel} == '' ? true`,
  `${nameInCel}.startsWith('regex:') ? s.matches(${nameInCel}.substring(6))`,
  `${nameInCel}.startsWith('regexp:') ? s.matches(${nameInCel}.substring(7))`,
  `!${nameInCel}.startsWith('glob:') ? ${nameInCel} == s`,
  `${nameInCel}.matches('[\\\\[\\\\]{}\\\\\\\\]') ? ${promotesInCel}`,
  `s.matches(${globInCel})`,
].join(" : ");
const celSelects = `(${byNameInCel}) && (!${labelsInCel} || ${promotesInCel})`;
