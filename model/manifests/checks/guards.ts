import { protectedLabel } from "../../keys.ts";
import { type ObjectRule, rules } from "../../rules/index.ts";
import { asksTogether } from "../../rules/together.ts";
import { enterpriseRows } from "../../upgrades/enterprise-rows.ts";
import { type ObjectFinding, pathText, type Severity } from "../finding.ts";
import { type RuleFinding, ruleFindings, ruleSettingsOf } from "../guards.ts";
import type { ManifestObject } from "../object.ts";
import { fields } from "../reading.ts";
import type { CheckSettings } from "../settings.ts";

/** Names that most teams mean as protected. */
export const usual = /^(prod|production)([-.].*)?$/;

/** Checks that tell the same as a rule does of the same place. Only the graver of the two is told, or else the check. */
export const sameAs: Readonly<Record<string, readonly string[]>> = {
  G02: ["no-sources", "self-upstream"],
  G15: ["sync-window-by-hand", "sync-window-target", "time-zone"],
  G17: ["auto-rollback", "unknown-step", ...enterpriseRows.map(({ id }) => id)],
  G27: ["open-project"],
  G32: ["pasted-secret"],
};

/**
 * Guard rules, each by its level. Where a Stage counts as protected only because of its usual name, G01 alone is asked, as
 * a warning: perhaps this team has nothing in front of it on purpose.
 */
export function checkGuards(object: ManifestObject, settings: CheckSettings): RuleFinding[] {
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
      return ruleFindings(rule, object, asked, settings, guess ? { level: "warn" } : {});
    });
}

function isAsked(rule: ObjectRule, object: ManifestObject, settings: CheckSettings): boolean {
  return (
    rule.backEnds.check === "here" &&
    !asksTogether(rule) &&
    (rule.judges === "protected" || settings.guards !== undefined) &&
    rule.kinds.some(({ apiVersion, kind }) => object.apiVersion === apiVersion && object.kind === kind)
  );
}

/**
 * Findings of checks and of rules, each mistake told once: by the rule where it is graver, for a team has said how much it
 * matters, else by the check, which knows more exactly.
 */
export function toldOnce(
  checks: readonly ObjectFinding[],
  rules: readonly RuleFinding[],
): { checks: readonly ObjectFinding[]; rules: readonly ObjectFinding[] } {
  const isSame = (check: ObjectFinding, rule: ObjectFinding) =>
    sameAs[rule.rule]?.includes(check.rule) === true && pathText(check.path) === pathText(rule.path);
  return {
    checks: checks.filter((check) => !rules.some((rule) => isSame(check, rule) && prevails(rule, check))),
    rules: rules
      .filter((rule) => !checks.some((check) => isSame(check, rule) && !prevails(rule, check)))
      .map(({ isExcepted: _isExcepted, ...finding }) => finding),
  };
}

const weight: Readonly<Record<Severity, number>> = { error: 2, warning: 1, note: 0 };

function prevails(rule: RuleFinding, check: ObjectFinding): boolean {
  return rule.isExcepted === true || weight[rule.severity ?? "error"] > weight[check.severity ?? "error"];
}
