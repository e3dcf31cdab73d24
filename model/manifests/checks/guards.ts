import { protectedLabel } from "../../keys.ts";
import { type ObjectRule, rules } from "../../rules/index.ts";
import { type ObjectFinding, valueAt } from "../finding.ts";
import { levelOf, ruleFindings, ruleSettingsOf } from "../guards.ts";
import type { ManifestObject } from "../object.ts";
import { fields } from "../reading.ts";
import type { CheckSettings } from "../settings.ts";

/** Names that most teams mean as protected. */
const usual = /^(prod|production)([-.].*)?$/;

/** Rules that take several objects together: references/guards.ts asks them. */
const together = new Set(["G05", "G07"]);
/** What an older check tells: checks/app-projects.ts. */
const toldElsewhere = new Set(["G27 AppProject"]);

/**
 * Guard rules, each by its level. Where a Stage counts as protected only because of its usual name, G01 alone is asked, as
 * a warning: perhaps this team has nothing in front of it on purpose.
 */
export function checkGuards(object: ManifestObject, settings: CheckSettings): ObjectFinding[] {
  const labelled = fields(fields(object.value.metadata).labels)[protectedLabel] === "true";
  const known = ruleSettingsOf(settings);
  const named = object.kind === "Stage" && known.protectedStages.includes(object.name);
  const guessed =
    settings.protectedStages === undefined && object.kind === "Stage" && !labelled && !named && usual.test(object.name);
  return rules
    .filter((rule) => isAsked(rule, object, settings) && (!guessed || rule.id === "G01" || rule.judges === "all"))
    .flatMap((rule) => {
      const guess = guessed && rule.id === "G01";
      const asked = guess ? { ...known, protectedStages: [object.name] } : known;
      return ruleFindings(rule, object, asked, guess ? "warn" : levelOf(rule, settings));
    })
    .filter(({ path }) => valueAt(object.value, path) !== undefined);
}

function isAsked(rule: ObjectRule, object: ManifestObject, settings: CheckSettings): boolean {
  return (
    rule.backEnds.check === "here" &&
    !together.has(rule.id) &&
    !toldElsewhere.has(`${rule.id} ${object.kind}`) &&
    (rule.judges === "protected" || settings.guards !== undefined) &&
    rule.kinds.some(({ apiVersion, kind }) => object.apiVersion === apiVersion && object.kind === kind)
  );
}
