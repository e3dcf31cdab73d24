import {
  exceptionFor,
  exceptionInWords,
  type Level,
  type Rule,
  type RuleSettings,
  settingsOf,
} from "../rules/index.ts";
import { findingsAmong } from "../rules/together.ts";
import { type ObjectFinding, type Path, type Severity, valueAt } from "./finding.ts";
import type { ManifestObject } from "./object.ts";
import type { CheckSettings } from "./settings.ts";

/** A rule's level in the words of a check. */
export const severities: Readonly<Record<Level, Severity | undefined>> = {
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

/** What a rule says; `isExcepted`: an exception sets it aside, and every check that tells the same. */
export interface RuleFinding extends ObjectFinding {
  readonly isExcepted?: boolean;
}

/**
 * What a rule says about a manifest, at its level or a gentler one; a note where an exception sets it aside. What isn't
 * written in the manifest isn't told here: the schemas miss it.
 *
 * @param among other objects of its Project and itself. Default: none that are known
 */
export function ruleFindings(
  rule: Rule,
  object: ManifestObject,
  settings: RuleSettings,
  { guards }: CheckSettings,
  { level, among = [object.value] }: { readonly level?: Level; readonly among?: readonly unknown[] } = {},
): RuleFinding[] {
  const severity = severities[level ?? guards?.levels[rule.id] ?? rule.level];
  if (severity === undefined) return [];
  const exception = exceptionFor(guards?.exceptions ?? [], rule.id, object);
  const { id, source } = rule;
  return findingsAmong(rule, object.value, among, settings)
    .map(({ path, ...said }) => ({ ...said, path: pathOf(path) }))
    .filter(({ path }) => valueAt(object.value, path) !== undefined)
    .map((said) => ({
      ...said,
      rule: id,
      source,
      ...(exception === undefined
        ? { severity, fix: rule.fix }
        : { severity: "note", fix: exceptionInWords(exception), isExcepted: true }),
    }));
}

/** `spec.a[0].b` as parts. */
export function pathOf(text: string): Path {
  return [...text.matchAll(/\["([^"]*)"\]|\[(\d+)\]|([^.[\]]+)/g)].map(([, quoted, index, name]) =>
    index === undefined ? (quoted ?? name ?? "") : Number(index),
  );
}
