import { everywhere } from "./back-ends.ts";
import { kargoStages, stageKind } from "./kinds.ts";
import { Place } from "./place.ts";
import { celList, stageName } from "./protection.ts";
import type { ObjectRule } from "./rule.ts";

export const realVerification: ObjectRule = {
  id: "G05",
  name: "real-verification",
  title: "A Stage that feeds a protected one, or that the settings name, verifies Freight with an AnalysisTemplate",
  severity: "critical",
  // not every team has Argo Rollouts, and a Stage that observes its health isn't without any sign
  level: "warn",
  why: "Without verification of its own a Stage passes as verified once it is healthy, and with nothing that observes health it is healthy at once",
  judges: "protected",
  kinds: [stageKind],
  settings: ["verifiedStages"],
  backEnds: everywhere(),
  check: (object, { verifiedStages }) =>
    Place.judge(object, (stage) => {
      const name = stageName(stage);
      if (name === undefined || !verifiedStages.includes(name)) return;
      const spec = stage.at("spec").required();
      const verification = spec.at("verification");
      const templates = verification.at("analysisTemplates");
      if (templates.items().length > 0) return;
      const place = templates.isAbsent ? (verification.isAbsent ? spec : verification) : templates;
      place.violation("A protected Stage trusts this Stage's verification, and it has none", "no analysisTemplates");
    }),
  cel: [
    {
      ...kargoStages,
      operations: ["CREATE", "UPDATE"],
      holds: ({ verifiedStages }) =>
        verifiedStages.length === 0
          ? undefined
          : `!(object.metadata.name in ${celList(verifiedStages)}) || (has(object.spec.verification) && has(object.spec.verification.analysisTemplates) && object.spec.verification.analysisTemplates.size() > 0)`,
    },
  ],
  fix: "Give it spec.verification.analysisTemplates",
  source: "Kargo, pkg/controller/stages/regular_stages.go",
};
