import type { ManifestFinding } from "../manifests/finding.ts";
import { pathOf } from "../manifests/guards.ts";
import { fields, items, string } from "../manifests/reading.ts";
import { realVerification } from "../rules/g05-real-verification.ts";
import type { Rule } from "../rules/index.ts";
import { perhaps, shown } from "../words.ts";
import { levelled } from "./excepted.ts";
import type { LiveObject } from "./live-object.ts";
import { type LiveCheck, ofKind, type Unread } from "./live-project.ts";
import { atOf, feedingStages, liveSettings } from "./rules.ts";

/**
 * G05 of a cluster: a Stage that feeds a protected one verifies, and the AnalysisTemplates that Stages name are there.
 *
 * @param clusterTemplates names of ClusterAnalysisTemplates
 */
export function verificationOf(
  check: LiveCheck,
  clusterTemplates: readonly string[],
  unread: readonly Unread[],
): ManifestFinding[] {
  const known = liveSettings(check);
  const feeding = feedingStages(check);
  const templates = ofKind(check.project, "AnalysisTemplate").map(({ metadata }) => metadata.name);
  const isRead = (kind: string) => !unread.some((each) => each.kind === kind && !each.isUnknown);
  return ofKind(check.project, "Stage").flatMap((stage) => {
    const { name, namespace } = stage.metadata;
    const about = { kind: "Stage", name, namespace };
    const isNamed = known.verifiedStages.includes(name);
    const none =
      isNamed || feeding.includes(name)
        ? realVerification.check(stage, { ...known, verifiedStages: [name] }).map(({ path, ...rest }) => ({
            ...rest,
            path: pathOf(path),
            fix: realVerification.fix,
          }))
        : [];
    const missing = referencesOf(stage).flatMap(({ path, kind, name: template }) => {
      const there = kind === "AnalysisTemplate" ? templates : clusterTemplates;
      if (there.includes(template) || !isRead(kind)) return [];
      const message = `There is no ${kind} of this name, so every verification of this Stage ends in an error`;
      return [
        { path, message, got: shown(template), fix: perhaps(template, there, `Make the ${kind}, or name another`) },
      ];
    });
    // nobody said so of this Stage, and a team may verify before this one
    const isGentle = !isNamed && check.settings.guards?.levels[realVerification.id] === undefined;
    const gentle: Rule = isGentle ? { ...realVerification, level: "warn" } : realVerification;
    const at = atOf(stage, check);
    return [...levelled(gentle, check, about, none, at), ...levelled(realVerification, check, about, missing, at)];
  });
}

function referencesOf({ spec }: LiveObject) {
  const base = ["spec", "verification", "analysisTemplates"];
  return items(fields(fields(spec).verification).analysisTemplates, base).map(({ path, value }) => ({
    path: [...path, "name"],
    kind: value.kind === "ClusterAnalysisTemplate" ? "ClusterAnalysisTemplate" : "AnalysisTemplate",
    name: string(value.name) ?? "",
  }));
}
