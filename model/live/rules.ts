import { guardSettings } from "../compile/guard-settings.ts";
import type { ManifestFinding } from "../manifests/finding.ts";
import { valueAt } from "../manifests/finding.ts";
import { pathOf } from "../manifests/guards.ts";
import { requestsOf } from "../manifests/stage.ts";
import { namesOf, ownGuards, type RuleSettings, rules } from "../rules/index.ts";
import { unseen } from "../rules/place.ts";
import { levelled } from "./excepted.ts";
import { liveManifest } from "./finding-at.ts";
import type { LiveObject } from "./live-object.ts";
import { type LiveCheck, ofKind, protectedStagesIn } from "./live-project.ts";

/** Asked with more than one object: auto-promotion.ts, verification.ts. */
const together = new Set(["G05", "G07"]);
/** Asked only where something is protected: who may promote matters there. */
const rights = new Set(["G13", "G14"]);

/** Every rule that judges single objects, asked about what is in the cluster. */
export function rulesOn(check: LiveCheck): ManifestFinding[] {
  const settings = liveSettings(check);
  const asksAll = check.settings.guards !== undefined || check.definition !== undefined;
  const asked = rules.filter(
    ({ id, backEnds, judges }) =>
      backEnds.live === "here" &&
      !together.has(id) &&
      (judges === "protected" || asksAll || rights.has(id)) &&
      (!rights.has(id) || settings.protectedStages.length > 0),
  );
  return check.project.objects.flatMap((object) =>
    asked.flatMap((rule) => {
      const { apiVersion, kind, metadata } = object;
      if (!rule.kinds.some((each) => each.apiVersion === apiVersion && each.kind === kind)) return [];
      const found = rule
        .check(object, settings)
        .map(({ path, message, got }) => ({ path: pathOf(path), message, got, fix: rule.fix }))
        // what the kind's schema requires is there; what it doesn't require says nothing by being absent
        .filter(({ path, message }) => message !== unseen || valueAt(object, path) !== undefined);
      return levelled(rule, check, { ...metadata, kind }, found, atOf(object, check));
    }),
  );
}

export function atOf(object: LiveObject, { cluster }: LiveCheck) {
  return liveManifest(object, cluster).at;
}

/** What rules know: what the team says and the definition tells, and which Stages here are protected. */
export function liveSettings(check: LiveCheck): RuleSettings {
  const { settings, definition } = check;
  const { guards = ownGuards } = settings;
  const known = guardSettings(definition === undefined ? [] : [definition.compiled], guards);
  const approvers = known.approvers.flatMap((login) => namesOf(login, guards.approval));
  return { ...known, approvers, protectedStages: protectedStagesIn(check) };
}

/** Stages that feed a protected one. */
export function feedingStages(check: LiveCheck): string[] {
  const guarded = new Set(protectedStagesIn(check));
  const feeding = ofKind(check.project, "Stage")
    .filter(({ metadata }) => guarded.has(metadata.name))
    .flatMap((stage) => upstreamsOf(stage, check));
  return [...new Set(feeding)];
}

function upstreamsOf(stage: LiveObject, { cluster }: LiveCheck): string[] {
  return requestsOf(liveManifest(stage, cluster)).flatMap(({ stages }) => stages.map(({ name }) => name));
}
