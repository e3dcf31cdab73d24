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
  const byKubectl = `(!(request.userInfo.username in ${celList(machines(settings))}) && ${reasonGiven(cel)} && ${names}.all(n, ${allowed}))`;
  if (breakGlass.actors.length === 0 || !cel.operations.includes("CREATE")) return byKubectl;
  const byKargo = `(request.operation == "CREATE" && request.userInfo.username in ${celList(settings.kargoApi)} && ${actor} in ${celList(breakGlass.actors)})`;
  return `${byKubectl} || ${byKargo}`;
}

/** In CEL: who goes past the rule, and why, as the audit annotation has it. */
export function overrideInWords({ id }: Rule): string {
  const forWhom = `(${actor} == "" ? "" : " for " + ${actor})`;
  const why = `(${reasonOf("object")} == "" ? "" : ": " + ${reasonOf("object")})`;
  return `"${id} by " + request.userInfo.username + ${forWhom} + ${why}`;
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
