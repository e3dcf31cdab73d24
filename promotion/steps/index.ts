import type { StepRunner } from "../step.ts";
import { gitClear } from "./git-clear.ts";
import { gitClone } from "./git-clone.ts";
import { gitCommit } from "./git-commit.ts";
import { gitPush } from "./git-push.ts";
import { gitTag } from "./git-tag.ts";

/**
 * The runners of Kargo's open source steps, by name. A step that isn't here is not carried out: a Promotion that
 * reaches one says so and ends as Errored.
 */
export const stepRunners: ReadonlyMap<string, StepRunner> = new Map(
  ([gitClear, gitClone, gitCommit, gitPush, gitTag] as readonly StepRunner[]).map((runner) => [runner.uses, runner]),
);
