import { RE2JS } from "re2js";
import { goNanoseconds } from "../duration.ts";
import { isRecord } from "../json.ts";
import type { Problem } from "../problem.ts";
import { listed, perhaps, shown } from "../words.ts";
import { levels } from "./levels.ts";
import type { Level } from "./rule.ts";
import { type RuleSettings, ruleSettings, settingsOf } from "./settings.ts";

/** What a team says about rules: settings, and the levels that differ from the rules' own. */
export interface Guards {
  readonly settings: RuleSettings;
  /** By rule id. */
  readonly levels: Readonly<Record<string, Level>>;
}

/**
 * Reads a team's word about rules from any data: the settings by name, and `levels`. A setting that can't be read is a
 * problem, never a default: else a misspelt one would open what it was meant to close.
 *
 * @param ids of all rules
 */
export function guardsOf(value: unknown, ids: readonly string[]): { guards: Guards; problems: readonly Problem[] } {
  const given = isRecord(value) ? value : {};
  const problems: Problem[] = [];
  if (!isRecord(value)) problems.push(wrong("", value, "a map of settings", "Write for example minimumSoak: 24h"));
  const known = [...Object.keys(ruleSettings), "levels"];
  const settings: Record<string, unknown> = {};
  for (const [name, setting] of Object.entries(given)) {
    if (name === "levels") continue;
    if (!Object.hasOwn(ruleSettings, name)) {
      const fix = perhaps(name, known, "Remove it");
      problems.push({
        rule: "guards",
        severity: "error",
        path: name,
        message: "There is no such setting",
        got: shown(name),
        allowed: listed(known),
        fix,
      });
      continue;
    }
    const problem = wrongValue(name as keyof RuleSettings, setting);
    if (problem === undefined) settings[name] = setting;
    else problems.push(problem);
  }
  const chosen: Record<string, Level> = {};
  for (const [id, level] of Object.entries(isRecord(given.levels) ? given.levels : {})) {
    const at = `levels.${id}`;
    if (!ids.includes(id))
      problems.push(wrong(at, id, `${ids[0]} to ${ids.at(-1)}`, "Name a rule", "There is no such rule"));
    else if (isLevel(level)) chosen[id] = level;
    else
      problems.push(wrong(at, level, listed(Object.keys(levels)), "Write one of the levels", "There is no such level"));
  }
  if (given.levels !== undefined && !isRecord(given.levels))
    problems.push(wrong("levels", given.levels, "a map from rules to levels", "Write for example levels: {G10: deny}"));
  return { guards: { settings: settingsOf(settings as Partial<RuleSettings>), levels: chosen }, problems };
}

function isLevel(value: unknown): value is Level {
  return typeof value === "string" && Object.hasOwn(levels, value);
}

function wrongValue(name: keyof RuleSettings, value: unknown): Problem | undefined {
  const { type } = ruleSettings[name].schema;
  if (type === "array") return isNames(value) ? undefined : wrong(name, value, "a list of texts", "Write a list");
  if (type === "boolean")
    return typeof value === "boolean" ? undefined : wrong(name, value, "true or false", "Write one of them");
  if (type === "string") {
    if (typeof value === "string" && (value === "" || goNanoseconds(value) !== undefined)) return undefined;
    return wrong(name, value, "a duration with s, m and h", "Write for example 24h");
  }
  const fits = name === "tagPatterns" ? isPattern : isNames;
  if (isRecord(value) && Object.values(value).every(fits)) return undefined;
  const allowed =
    name === "tagPatterns" ? "a map from repositories to patterns (RE2)" : "a map from Stages to lists of Stages";
  return wrong(name, value, allowed, "Write such a map");
}

function isNames(value: unknown): boolean {
  return Array.isArray(value) && value.every((item) => typeof item === "string");
}

function isPattern(value: unknown): boolean {
  try {
    return typeof value === "string" && RE2JS.compile(value) !== undefined;
  } catch {
    return false;
  }
}

function wrong(path: string, got: unknown, allowed: string, fix: string, message = "This can't be read"): Problem {
  return { rule: "guards", severity: "error", path, message, got: shown(got), allowed, fix };
}
