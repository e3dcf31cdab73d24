import { everywhere } from "./back-ends.ts";
import { kargoStages, stageKind } from "./kinds.ts";
import { Place } from "./place.ts";
import { isProtectedStage, protectedStage } from "./protection.ts";
import type { ObjectRule } from "./rule.ts";
import { celSteps, stepsOf } from "./steps.ts";

const writing = ["git-commit", "git-push", "git-open-pr", "git-merge-pr", "git-tag", "oci-push", "argocd-update"];
const evenAfterFailure = "\\b(always|failure)\\s*\\(";

export const noHiddenFailure: ObjectRule = {
  id: "G31",
  name: "no-hidden-failure",
  title:
    "In a protected Stage no step's failure is passed over, nothing is written after one, and waiting for a pull request ends",
  severity: "high",
  level: "deny",
  why: "A Promotion that goes on after a failure deploys what wasn't meant and is told as succeeded; one that waits for ever blocks the next",
  judges: "protected",
  kinds: [stageKind],
  settings: ["protectedStages"],
  backEnds: everywhere(),
  check: (object, settings) =>
    Place.judge(object, (stage) => {
      if (!isProtectedStage(stage, settings)) return;
      for (const { place, uses } of stepsOf(stage)) {
        const goesOn = place.at("continueOnError");
        if (goesOn.flag() === true) goesOn.violation("This step's failure is passed over");
        const condition = place.at("if");
        const text = condition.text();
        if (writing.includes(uses ?? "") && text !== undefined && new RegExp(evenAfterFailure).test(text))
          condition.violation("This step writes even after another has failed");
        if (uses === "git-wait-for-pr" && place.at("retry").at("timeout").text() === undefined)
          if (place.at("retry").at("timeout").isAbsent) place.violation("This step waits for ever", "no retry.timeout");
      }
    }),
  cel: [
    {
      ...kargoStages,
      operations: ["CREATE", "UPDATE"],
      holds: (settings) =>
        `!${protectedStage(settings)} || ${celSteps}.all(s, !(has(s.continueOnError) && s.continueOnError) && !(has(s.uses) && s.uses in ${JSON.stringify(writing)} && 'if' in s && s['if'].matches(${JSON.stringify(evenAfterFailure)})) && (!has(s.uses) || s.uses != 'git-wait-for-pr' || (has(s.retry) && has(s.retry.timeout))))`,
    },
  ],
  fix: "Remove continueOnError and always(), and give git-wait-for-pr a retry.timeout",
  source: "Kargo, pkg/promotion/local_orchestrator.go; kargo#5166",
};
