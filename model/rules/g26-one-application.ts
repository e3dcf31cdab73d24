import { authorizedStageAnnotation } from "../keys.ts";
import { everywhere } from "./back-ends.ts";
import { applicationKind, applications, kargoStages, stageKind } from "./kinds.ts";
import { Place } from "./place.ts";
import { hasProtectedLabel, isProtectedStage, labelled, protectedStage } from "./protection.ts";
import type { ObjectRule } from "./rule.ts";
import { celSteps, stepsOf } from "./steps.ts";

const exact = "^[a-z0-9-]+:[a-z0-9-]+$";

export const oneApplication: ObjectRule = {
  id: "G26",
  name: "one-application",
  title:
    "A protected Application consents to exactly one Stage, and a protected Stage names its Applications instead of selecting them",
  severity: "high",
  level: "deny",
  why: "Every Stage that an Application consents to may sync it, and a selector takes whatever has its labels tomorrow",
  judges: "protected",
  kinds: [applicationKind, stageKind],
  settings: ["protectedStages"],
  backEnds: everywhere(),
  check: (object, settings) =>
    Place.judge(object, (root) => {
      // an Application has no promotionTemplate, a Stage has no destination
      if (root.at("kind").text() === "Stage") selectors(root, settings);
      else consent(root);
    }),
  cel: [
    {
      ...applications,
      operations: ["CREATE", "UPDATE"],
      holds: () =>
        `!${labelled} || (has(object.metadata.annotations) && '${authorizedStageAnnotation}' in object.metadata.annotations && object.metadata.annotations['${authorizedStageAnnotation}'].matches('${exact}'))`,
    },
    {
      ...kargoStages,
      operations: ["CREATE", "UPDATE"],
      holds: (settings) =>
        `!${protectedStage(settings)} || ${celSteps}.all(s, !has(s.uses) || s.uses != 'argocd-update' || !has(s.config) || !has(s.config.apps) || s.config.apps.all(a, !has(a.selector) || a.selector.size() == 0))`,
    },
  ],
  fix: `Write ${authorizedStageAnnotation}: <project>:<stage>, and apps[].name in argocd-update`,
  source: "Kargo, docs/docs/50-user-guide/20-how-to-guides/70-argo-cd-integration.md",
};

function consent(application: Place): void {
  if (!hasProtectedLabel(application)) return;
  const metadata = application.at("metadata").required();
  const annotation = metadata.at("annotations").at(authorizedStageAnnotation);
  const text = annotation.text();
  if (annotation.isAbsent) metadata.violation("This Application consents to no Stage", "no annotation");
  else if (text !== undefined && !new RegExp(exact).test(text))
    annotation.violation("This Application consents to more than one Stage");
}

function selectors(stage: Place, settings: Parameters<typeof isProtectedStage>[1]): void {
  if (!isProtectedStage(stage, settings)) return;
  for (const { uses, config } of stepsOf(stage)) {
    if (uses !== "argocd-update") continue;
    for (const app of config.at("apps").items()) {
      const selector = app.at("selector");
      if (selector.keys().length > 0) selector.violation("Which Applications this syncs is decided by their labels");
    }
  }
}
