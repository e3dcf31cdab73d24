import { RE2JS } from "re2js";
import { goNanoseconds } from "../duration.ts";
import { isRecord } from "../json.ts";
import type { Problem } from "../problem.ts";
import { listed } from "../words.ts";
import { type Approval, bothSides, noApproval, readApproval } from "./approval.ts";
import { type BreakGlass, readBreakGlass } from "./break-glass.ts";
import { type Exception, readExceptions } from "./exceptions.ts";
import { levels } from "./levels.ts";
import { isNames, unknownName, wrong } from "./reading.ts";
import type { Level } from "./rule.ts";
import { type RuleSettings, ruleSettings, settingsOf } from "./settings.ts";

/** What a team says about rules: one value, from which every back end takes its part. */
export interface Guards {
  readonly settings: RuleSettings;
  /** Where they differ from the rules' own; by rule id. */
  readonly levels: Readonly<Record<string, Level>>;
  /** Those in force when this was read. */
  readonly exceptions: readonly Exception[];
  readonly breakGlass: BreakGlass;
  readonly approval: Approval;
  /**
   * Kargo's shards that have a controller, whatever pipeline is in them. Where Stages run is said to their own stacks, and the
   * Project's guards stand in another. Default: none but those that the pipelines' objects name.
   */
  readonly shards?: readonly string[];
  /**
   * Whether stacks register ValidatingAdmissionPolicies, which takes Kubernetes 1.30 and the right to write them. Default:
   * true. Without them rules are held by the program, the policy pack and checks alone, and freezes stop no Promotion.
   */
  readonly admissionPolicies?: boolean;
}

/** Every rule at its own level, and nothing asked for, excepted or allowed beyond. */
export const ownGuards: Guards = {
  settings: settingsOf(),
  levels: {},
  exceptions: [],
  breakGlass: { actors: [] },
  approval: noApproval,
};

/** Parts of a team's word that are no settings of single rules. */
const parts = ["levels", "exceptions", "breakGlass", "approval", "admissionPolicies"];

/**
 * Reads a team's word about rules from any data: the settings by name, and the parts beside them. What can't be read is a
 * problem, never a default: else a misspelt setting would open what it was meant to close.
 *
 * @param ids of all rules
 * @param now what the ends of exceptions are measured against; left out, no end is judged
 */
export function guardsOf(
  value: unknown,
  ids: readonly string[],
  now?: Date,
): { guards: Guards; problems: readonly Problem[] } {
  const given = isRecord(value) ? value : {};
  const problems: Problem[] = [];
  if (!isRecord(value)) problems.push(wrong("", value, "a map of settings", "Write for example minimumSoak: 24h"));
  const known = [...Object.keys(ruleSettings), ...parts];
  const settings: Record<string, unknown> = {};
  for (const [name, setting] of Object.entries(given)) {
    if (parts.includes(name)) continue;
    if (!Object.hasOwn(ruleSettings, name)) {
      problems.push(unknownName(name, name, known, "There is no such setting"));
      continue;
    }
    const problem = wrongValue(name as keyof RuleSettings, setting);
    if (problem === undefined) settings[name] = setting;
    else problems.push(problem);
  }
  const chosen = readLevels(given.levels, ids, problems);
  const { exceptions, problems: ofExceptions } = readExceptions(given.exceptions, ids, now);
  const { breakGlass, problems: ofBreakGlass } = readBreakGlass(given.breakGlass);
  const { approval, problems: ofApproval } = readApproval(given.approval);
  const { admissionPolicies = true } = given;
  if (typeof admissionPolicies !== "boolean")
    problems.push(wrong("admissionPolicies", admissionPolicies, "true or false", "Write one of them"));
  const twofold = (chosen.G14 ?? "deny") === "deny" ? bothSides(approval) : [];
  return {
    guards: {
      settings: settingsOf(settings as Partial<RuleSettings>),
      levels: chosen,
      exceptions,
      breakGlass,
      approval,
      ...(admissionPolicies === false ? { admissionPolicies } : {}),
    },
    problems: [...problems, ...ofExceptions, ...ofBreakGlass, ...ofApproval, ...twofold],
  };
}

function readLevels(value: unknown, ids: readonly string[], problems: Problem[]): Record<string, Level> {
  const chosen: Record<string, Level> = {};
  for (const [id, level] of Object.entries(isRecord(value) ? value : {})) {
    const at = `levels.${id}`;
    if (!ids.includes(id))
      problems.push(wrong(at, id, `${ids[0]} to ${ids.at(-1)}`, "Name a rule", "There is no such rule"));
    else if (isLevel(level)) chosen[id] = level;
    else
      problems.push(wrong(at, level, listed(Object.keys(levels)), "Write one of the levels", "There is no such level"));
  }
  if (value !== undefined && !isRecord(value))
    problems.push(wrong("levels", value, "a map from rules to levels", "Write for example levels: {G10: deny}"));
  return chosen;
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

function isPattern(value: unknown): boolean {
  try {
    return typeof value === "string" && RE2JS.compile(value) !== undefined;
  } catch {
    return false;
  }
}
