import { protectedLabel } from "../keys.ts";
import type { Place } from "./place.ts";
import type { RuleSettings } from "./settings.ts";

/** Whether a Stage is protected, by name or label. That it can't be told is a finding, made here. */
export function isProtectedStage(stage: Place, settings: RuleSettings): boolean {
  const name = stageName(stage);
  return name !== undefined && (settings.protectedStages.includes(name) || hasProtectedLabel(stage));
}

export function stageName(stage: Place): string | undefined {
  return stage.at("metadata").required().at("name").required().text();
}

export function hasProtectedLabel(object: Place): boolean {
  return object.at("metadata").at("labels").at(protectedLabel).text() === "true";
}

/** In CEL: the object has the label. */
export const labelled = `(has(object.metadata.labels) && '${protectedLabel}' in object.metadata.labels && object.metadata.labels['${protectedLabel}'] == 'true')`;

/** In CEL: whether the Stage is protected. */
export function protectedStage({ protectedStages }: RuleSettings): string {
  return `(${labelled} || object.metadata.name in ${celList(protectedStages)})`;
}

/** A list of texts in CEL. */
export function celList(texts: readonly string[]): string {
  return `[${texts.map(celText).join(", ")}]`;
}

/** A text in CEL, whatever it holds: quoted as JSON, whose escapes CEL shares. */
export function celText(text: string): string {
  return JSON.stringify(text);
}
