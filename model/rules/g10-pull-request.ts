import { everywhere } from "./back-ends.ts";
import { kargoStages, stageKind } from "./kinds.ts";
import { Place } from "./place.ts";
import { celList, isProtectedStage, protectedStage } from "./protection.ts";
import type { ObjectRule } from "./rule.ts";
import { celSteps, does, stepsOf, stepsPlace } from "./steps.ts";

const needed = ["git-open-pr", "git-wait-for-pr"] as const;

export const pullRequest: ObjectRule = {
  id: "G10",
  name: "pull-request",
  title:
    "A protected Stage that pushes to Git goes through a pull request, and pushes to another branch than its target",
  severity: "high",
  level: "warn",
  why: "A pull request is the only approval that Kargo's open source knows, and a push to its target goes past it",
  judges: "protected",
  kinds: [stageKind],
  settings: ["protectedStages", "reviewedTasks"],
  backEnds: everywhere(),
  check: (object, settings) =>
    Place.judge(object, (stage) => {
      if (!isProtectedStage(stage, settings)) return;
      const steps = stepsOf(stage);
      const pushes = steps.filter(({ uses }) => uses === "git-push");
      if (pushes.length === 0) return;
      const missing = needed.filter((uses) => !does(steps, uses, settings));
      if (missing.length > 0)
        stepsPlace(stage).violation(
          "What this Stage deploys is pushed without a pull request",
          `no ${missing.join(", no ")}`,
        );
      const targets = steps.flatMap(({ uses, config }) =>
        uses === "git-open-pr" ? (config.at("targetBranch").text() ?? []) : [],
      );
      for (const { config } of pushes) {
        const branch = config.at("targetBranch");
        const text = branch.text();
        if (text !== undefined && targets.includes(text)) branch.violation("This push goes past its pull request");
      }
    }),
  cel: [
    {
      ...kargoStages,
      operations: ["CREATE", "UPDATE"],
      holds: (settings) => {
        const pushes = `${celSteps}.filter(s, has(s.uses) && s.uses == 'git-push')`;
        const done = needed.map(
          (uses) =>
            `${celSteps}.exists(s, (has(s.uses) && s.uses == '${uses}') || (has(s.task) && has(s.task.name) && s.task.name in ${celList(settings.reviewedTasks)}))`,
        );
        const past = `${pushes}.all(s, !has(s.config) || !has(s.config.targetBranch) || !${celSteps}.exists(o, has(o.uses) && o.uses == 'git-open-pr' && has(o.config) && has(o.config.targetBranch) && o.config.targetBranch == s.config.targetBranch))`;
        return `!${protectedStage(settings)} || ${pushes}.size() == 0 || (${[...done, past].join(" && ")})`;
      },
    },
  ],
  fix: 'Push with generateTargetBranch: true, then git-open-pr and git-wait-for-pr (through: "pull-request" in a definition)',
  source: "kargo#3440: approval steps are Kargo Enterprise's",
};
