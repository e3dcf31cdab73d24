import { type Level, type ObjectRule, type RuleSettings, settingsOf } from "../rules/index.ts";
import type { ObjectFinding, Path, Severity } from "./finding.ts";
import type { ManifestObject } from "./object.ts";
import type { CheckSettings } from "./settings.ts";

/** A rule's level in the words of a check. */
const severities: Readonly<Record<Level, Severity | undefined>> = {
  off: undefined,
  audit: "note",
  warn: "warning",
  deny: "error",
};

/** What rules know: the file of settings, and the Stages named as protected beside it. */
export function ruleSettingsOf({ guards, protectedStages = [] }: CheckSettings): RuleSettings {
  const settings = guards?.settings ?? settingsOf();
  return { ...settings, protectedStages: [...new Set([...settings.protectedStages, ...protectedStages])] };
}

export function levelOf(rule: ObjectRule, { guards }: CheckSettings): Level {
  return guards?.levels[rule.id] ?? rule.level;
}

/** What a rule says about a manifest, at a level. */
export function ruleFindings(
  { id, check, fix, source }: ObjectRule,
  object: ManifestObject,
  settings: RuleSettings,
  level: Level,
): ObjectFinding[] {
  const severity = severities[level];
  if (severity === undefined) return [];
  return check(object.value, settings).map(({ path, message, got }) => ({
    rule: id,
    severity,
    path: pathOf(path),
    message,
    got,
    fix,
    source,
  }));
}

/** `spec.a[0].b` as parts. */
function pathOf(text: string): Path {
  return [...text.matchAll(/\["([^"]*)"\]|\[(\d+)\]|([^.[\]]+)/g)].map(([, quoted, index, name]) =>
    index === undefined ? (quoted ?? name ?? "") : Number(index),
  );
}
