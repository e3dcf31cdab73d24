import type { ManifestFinding } from "../manifests/finding.ts";
import { fields, items, string } from "../manifests/reading.ts";
import { realVerification } from "../rules/g05-real-verification.ts";
import { perhaps, shown } from "../words.ts";
import { levelled } from "./excepted.ts";
import type { LiveObject } from "./live-object.ts";
import { type LiveCheck, ofKind, type Unread } from "./live-project.ts";
import { atOf } from "./rules.ts";

/**
 * What of G05 only a cluster tells: the AnalysisTemplates that Stages name are there.
 *
 * @param clusterTemplates names of ClusterAnalysisTemplates
 */
export function verificationOf(
  check: LiveCheck,
  clusterTemplates: readonly string[],
  unread: readonly Unread[],
): ManifestFinding[] {
  const templates = ofKind(check.project, "AnalysisTemplate").map(({ metadata }) => metadata.name);
  const isRead = (kind: string) => !unread.some((each) => each.kind === kind && !each.isUnknown);
  return ofKind(check.project, "Stage").flatMap((stage) => {
    const { name, namespace } = stage.metadata;
    const missing = referencesOf(stage).flatMap(({ path, kind, name: template }) => {
      const there = kind === "AnalysisTemplate" ? templates : clusterTemplates;
      if (there.includes(template) || !isRead(kind)) return [];
      const message = `There is no ${kind} of this name, so every verification of this Stage ends in an error`;
      return [
        { path, message, got: shown(template), fix: perhaps(template, there, `Make the ${kind}, or name another`) },
      ];
    });
    return levelled(realVerification, check, { kind: "Stage", name, namespace }, missing, atOf(stage, check));
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
