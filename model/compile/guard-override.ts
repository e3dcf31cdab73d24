import { createActorAnnotation, overrideAnnotation } from "../keys.ts";
import { machines } from "../rules/identities.ts";
import { type BreakGlass, overrides, type Rule, type RuleSettings } from "../rules/index.ts";
import { celList, celText } from "../rules/protection.ts";
import type { Cel } from "../rules/rule.ts";

/**
 * In CEL: a person goes past a rule in an emergency, knowing it. With kubectl, who has the right to and says why in an
 * annotation, anew for each write: else an administrator would go past every rule without noticing. Through Kargo's UI and
 * CLI, who is listed, by the name that Kargo writes on what it creates; it is believed of Kargo's API server alone, and not on
 * updates, where the name is still the creator's. Undefined where nobody may.
 */
export function overridden(
  { overridable }: Rule,
  cel: Cel,
  settings: RuleSettings,
  breakGlass: BreakGlass,
): string | undefined {
  if (overridable !== true) return undefined;
  const names = cel.overrides?.(settings) ?? '[has(object.metadata.name) ? object.metadata.name : ""]';
  const { group, resource, verb } = overrides;
  const allowed = `authorizer.group(${celText(group)}).resource(${celText(resource)}).namespace(request.namespace).name(n).check(${celText(verb)}).allowed()`;
  const byKubectl = `${isAsked(cel, settings)} && ${names}.all(n, ${allowed})`;
  return breakGlass.actors.length === 0 ? `(${byKubectl})` : `(${byKubectl}) || ${isListed(cel, settings, breakGlass)}`;
}

/**
 * In CEL: who wants to go past a rule, and why; empty where nobody says so. An audit annotation knows no authorizer, so
 * whether they might is told by the audit event's own response.
 */
export function overrideInWords({ id }: Rule, cel: Cel, settings: RuleSettings, breakGlass: BreakGlass): string {
  const forWhom = `(${actor} == "" ? "" : " for " + ${actor})`;
  const why = `(${reasonOf("object")} == "" ? "" : ": " + ${reasonOf("object")})`;
  const wanted = `${isAsked(cel, settings)} || ${isListed(cel, settings, breakGlass)}`;
  return `(${wanted} ? "${id} by " + request.userInfo.username + ${forWhom} + ${why} : "")`;
}

/** In CEL: a person says why. */
function isAsked(cel: Cel, settings: RuleSettings): string {
  return `(!(request.userInfo.username in ${celList(machines(settings))}) && ${reasonGiven(cel)})`;
}

/** In CEL: Kargo's API server acts for somebody listed. */
function isListed({ operations }: Cel, { kargoApi }: RuleSettings, { actors }: BreakGlass): string {
  if (actors.length === 0 || !operations.includes("CREATE")) return "false";
  return `(request.operation == "CREATE" && request.userInfo.username in ${celList(kargoApi)} && ${actor} in ${celList(actors)})`;
}

/** What the message of an overridable rule adds. */
export const overrideHint = `In an emergency, with the right to ${overrides.verb} ${overrides.resource}.${overrides.group}, say why in the annotation ${overrideAnnotation} and write again with kubectl`;

/** A write to a subresource leaves annotations as they were: there the reason has to stand before. */
function reasonGiven({ resource }: Cel): string {
  const given = `${reasonOf("object")} != ""`;
  if (resource.includes("/")) return given;
  return `${given} && (request.operation == "CREATE" || ${reasonOf("object")} != ${reasonOf("oldObject")})`;
}

function reasonOf(variable: string): string {
  return annotation(variable, overrideAnnotation);
}

const actor = annotation("object", createActorAnnotation);

function annotation(variable: string, key: string): string {
  return `(has(${variable}.metadata.annotations) && ${celText(key)} in ${variable}.metadata.annotations ? ${variable}.metadata.annotations[${celText(key)}] : "")`;
}
