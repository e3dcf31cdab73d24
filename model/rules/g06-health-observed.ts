import { everywhere } from "./back-ends.ts";
import { kargoStages, stageKind } from "./kinds.ts";
import { Place } from "./place.ts";
import { celList, isProtectedStage, protectedStage } from "./protection.ts";
import type { ObjectRule } from "./rule.ts";
import { celSteps, does, stepsOf, stepsPlace } from "./steps.ts";

const writing = ["git-push", "github-push", "git-open-pr", "git-merge-pr", "oci-push"];

export const healthObserved: ObjectRule = {
  id: "G06",
  name: "health-observed",
  title:
    "A protected Stage that writes anything observes its health: by argocd-update, or by verification where there is no Argo CD",
  severity: "high",
  level: "deny",
  why: "Only argocd-update makes Kargo watch what it deployed; a Stage without it that only pushes to Git counts as healthy whatever runs",
  judges: "protected",
  kinds: [stageKind],
  settings: ["protectedStages", "reviewedTasks"],
  backEnds: everywhere(),
  check: (object, settings) =>
    Place.judge(object, (stage) => {
      if (!isProtectedStage(stage, settings)) return;
      const steps = stepsOf(stage);
      if (
        !steps.some(({ uses, task }) => task !== undefined || writing.includes(uses ?? "")) ||
        does(steps, "argocd-update", settings)
      )
        return;
      if (stage.at("spec").at("verification").at("analysisTemplates").items().length > 0) return;
      stepsPlace(stage).violation("Nothing tells Kargo whether what this Stage deploys is healthy", "no argocd-update");
    }),
  cel: [
    {
      ...kargoStages,
      operations: ["CREATE", "UPDATE"],
      holds: (settings) =>
        `!${protectedStage(settings)} || !${celSteps}.exists(s, has(s.task) || (has(s.uses) && s.uses in ${celList(writing)})) || ${celSteps}.exists(s, (has(s.uses) && s.uses == 'argocd-update') || (has(s.task) && has(s.task.name) && s.task.name in ${celList(settings.reviewedTasks)})) || (has(object.spec.verification) && has(object.spec.verification.analysisTemplates) && object.spec.verification.analysisTemplates.size() > 0)`,
    },
  ],
  fix: "Add a step argocd-update, or spec.verification; if a PromotionTask does it, name it in reviewedTasks",
  source: "Kargo, pkg/health/checker/builtin/argocd.go",
};
