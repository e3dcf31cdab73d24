import { guardSettings } from "../compile/guard-settings.ts";
import { usual } from "../manifests/checks/guards.ts";
import { type ManifestFinding, valueAt } from "../manifests/finding.ts";
import { pathOf } from "../manifests/guards.ts";
import { noStageSkipping } from "../rules/g01-no-stage-skipping.ts";
import { catalogue, namesOf, ownGuards, type Rule, type RuleSettings } from "../rules/index.ts";
import { unseen } from "../rules/place.ts";
import { findingsAmong, settingsTogether } from "../rules/together.ts";
import { levelled } from "./excepted.ts";
import { liveManifest } from "./finding-at.ts";
import type { LiveObject } from "./live-object.ts";
import { type LiveCheck, ofKind, protectedStagesIn } from "./live-project.ts";

/** Asked otherwise here, where Stages' labels are known: auto-promotion.ts. */
const otherwise = new Set(["G07"]);
/** Asked only where something is protected: who may promote matters there. */
const rights = new Set(["G13", "G14"]);

/** Every rule that judges objects, asked about what is in the cluster. */
export function rulesOn(check: LiveCheck): ManifestFinding[] {
  const { objects } = check.project;
  const settings = settingsTogether(objects, liveSettings(check));
  const asksAll = check.settings.guards !== undefined || check.definition !== undefined;
  const asked = catalogue.filter(
    ({ id, backEnds, judges }) =>
      backEnds.live === "here" &&
      !otherwise.has(id) &&
      (judges === "protected" || asksAll || rights.has(id)) &&
      (!rights.has(id) || settings.protectedStages.length > 0),
  );
  return objects.flatMap((object) =>
    asked.flatMap((rule) => {
      const { apiVersion, kind, metadata } = object;
      if (!rule.kinds.some((each) => each.apiVersion === apiVersion && each.kind === kind)) return [];
      const found = findingsAmong(rule, object, objects, settings)
        .map(({ path, message, got }) => ({ path: pathOf(path), message, got, fix: rule.fix }))
        // what the kind's schema requires is there; what it doesn't require says nothing by being absent
        .filter(({ path, message }) => message !== unseen || valueAt(object, path) !== undefined);
      return levelled(rule, check, { ...metadata, kind }, found, atOf(object, check));
    }),
  );
}

/** A Stage that is only named like a protected one is told that it skips Stages, as a warning, and nothing else. */
export function guessesOn(check: LiveCheck): ManifestFinding[] {
  if (check.settings.protectedStages !== undefined || check.definition !== undefined) return [];
  const known = protectedStagesIn(check);
  const settings = liveSettings(check);
  const gentle: Rule = { ...noStageSkipping, level: "warn" };
  return ofKind(check.project, "Stage").flatMap((stage) => {
    const { name, namespace } = stage.metadata;
    if (!usual.test(name) || known.includes(name)) return [];
    const found = noStageSkipping
      .check(stage, { ...settings, protectedStages: [name] })
      .map(({ path, message, got }) => ({ path: pathOf(path), message, got, fix: noStageSkipping.fix }));
    return levelled(gentle, check, { kind: "Stage", name, namespace }, found, atOf(stage, check));
  });
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
