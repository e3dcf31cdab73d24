import { criteriaProblems } from "./checks/criteria.ts";
import { definitionShape } from "./checks/definition-shape.ts";
import { durationProblems } from "./checks/durations.ts";
import { expressionProblems } from "./checks/expressions.ts";
import { freezeProblems } from "./checks/freezes.ts";
import { guardProblems } from "./checks/guards.ts";
import { nameProblems } from "./checks/names.ts";
import { notifyProblems } from "./checks/notify.ts";
import { pairProblems } from "./checks/pairs.ts";
import { patternProblems } from "./checks/patterns.ts";
import { templateProblems } from "./checks/promotion-template.ts";
import { readable } from "./checks/readable.ts";
import { repositoryProblems } from "./checks/repositories.ts";
import { selectionProblems } from "./checks/selection.ts";
import { settingsProblems, usableMirrors } from "./checks/settings.ts";
import { shapeProblems } from "./checks/shape.ts";
import { stepProblems } from "./checks/steps.ts";
import { subscriptionProblems } from "./checks/subscriptions.ts";
import { supplyProblems } from "./checks/supply.ts";
import { tagProblems } from "./checks/tags.ts";
import { textProblems } from "./checks/texts.ts";
import { upstreamProblems } from "./checks/upstreams.ts";
import { verificationProblems } from "./checks/verification.ts";
import type { Pipeline } from "./definition.ts";
import { type Problem, sortProblems } from "./problem.ts";
import type { Settings } from "./settings.ts";

/**
 * Every problem of a pipeline at once, sorted. Takes any data: native type stripping checks no types, so nothing is
 * believed; a value of a wrong type is told once and then left out of every other check. Never throws.
 */
export function check(pipeline: Pipeline, settings: Settings): Problem[] {
  const parts = readable(pipeline);
  return sortProblems([
    ...shapeProblems(definitionShape, pipeline, parts.root),
    ...nameProblems(parts, settings),
    ...upstreamProblems(parts),
    ...supplyProblems(parts),
    ...guardProblems(parts),
    ...subscriptionProblems(parts, usableMirrors(settings)),
    ...pairProblems(parts),
    ...criteriaProblems(parts),
    ...repositoryProblems(parts, usableMirrors(settings)),
    ...durationProblems(parts),
    ...freezeProblems(parts),
    ...selectionProblems(parts),
    ...templateProblems(parts, usableMirrors(settings)),
    ...expressionProblems(parts, usableMirrors(settings)),
    ...notifyProblems(pipeline, parts.root),
    ...stepProblems(parts, usableMirrors(settings)),
    ...verificationProblems(parts),
    ...tagProblems(parts),
    ...patternProblems(pipeline, parts.root),
    ...textProblems(pipeline, parts.root),
    ...settingsProblems(settings),
  ]);
}
