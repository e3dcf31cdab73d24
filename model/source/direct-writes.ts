import type { Compiled } from "../compile.ts";
import { taskAmong } from "../rules/g29-distinct-targets.ts";
import { Place } from "../rules/place.ts";
import { writeTargets } from "../rules/write-targets.ts";

/** A branch that a Stage's Promotions push to without a pull request. */
export interface DirectWrite {
  readonly stage: string;
  /** Empty: the repository's default branch. */
  readonly branch: string;
}

/** What Kargo pushes straight to the branches of a repository, as far as the Stages' steps tell. */
export function directWrites(compiled: Compiled, gitUrl: string): readonly DirectWrite[] {
  const found: DirectWrite[] = [];
  const repository = gitUrl.replace(/\.git$/, "");
  for (const { targets } of compiled.environments) {
    for (const { stage, stageName } of targets) {
      Place.judge(stage, (root) => {
        for (const target of writeTargets(root, taskAmong(compiled.delivery.promotionTasks))) {
          const byRequest = target.place.at("uses").text() === "git-open-pr";
          if (target.repository === repository && !byRequest) found.push({ stage: stageName, branch: target.branch });
        }
      });
    }
  }
  return found;
}
