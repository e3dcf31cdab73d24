import { check } from "./check.ts";
import { usableMirrors } from "./checks/settings.ts";
import { togetherProblems } from "./checks/together.ts";
import type { Pipeline } from "./definition.ts";
import { type Problem, sortProblems } from "./problem.ts";
import type { Settings } from "./settings.ts";

/** Every problem of pipelines that share a cluster: of each by itself, and of names that two of them would make. */
export function checkTogether(pipelines: readonly Pipeline[], settings: Settings): Problem[] {
  return sortProblems([
    ...pipelines.flatMap((pipeline) => check(pipeline, settings)),
    ...togetherProblems(pipelines, usableMirrors(settings)),
  ]);
}
