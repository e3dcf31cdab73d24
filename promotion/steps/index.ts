import type { StepRunner } from "../step.ts";
import { argocdUpdate } from "./argocd-update.ts";
import { argocdWait } from "./argocd-wait.ts";
import { fileSteps } from "./file-steps.ts";
import { gitClear } from "./git-clear.ts";
import { gitClone } from "./git-clone.ts";
import { gitCommit } from "./git-commit.ts";
import { gitMergePr } from "./git-merge-pr.ts";
import { gitOpenPr } from "./git-open-pr.ts";
import { gitPush } from "./git-push.ts";
import { gitTag } from "./git-tag.ts";
import { gitWaitForPr } from "./git-wait-for-pr.ts";
import { githubPush } from "./github-push.ts";

const runners: readonly StepRunner[] = [
  ...fileSteps,
  argocdUpdate,
  argocdWait,
  gitClear,
  gitClone,
  gitCommit,
  gitMergePr,
  gitOpenPr,
  gitPush,
  gitTag,
  gitWaitForPr,
  githubPush,
];

/**
 * The runners of Kargo's open source steps, by name. A step that isn't here is not carried out: a Promotion that
 * reaches one says so and ends as Errored.
 */
export const stepRunners: ReadonlyMap<string, StepRunner> = new Map(runners.map((runner) => [runner.uses, runner]));
