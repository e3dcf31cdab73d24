import { checkCompiled } from "../model/check-compiled.ts";
import { checkTogether } from "../model/check-together.ts";
import { type Compiled, compile } from "../model/compile.ts";
import type { Pipeline } from "../model/definition.ts";
import { ProblemsError } from "../model/problem.ts";
import type { Guards } from "../model/rules/index.ts";
import type { Settings } from "../model/settings.ts";

/**
 * Compiles pipelines that share a cluster.
 *
 * @param guards the team's settings and levels of guard rules. Default: every rule's own.
 * @throws ProblemsError with the problems of all of them, also between them, and with what the guard rules refuse
 */
export function compileAll(pipelines: readonly Pipeline[], settings: Settings, guards?: Guards): Compiled[] {
  const problems = checkTogether(pipelines, settings);
  if (problems.some((problem) => problem.severity === "error")) throw new ProblemsError("pipelines", problems);
  const compiled = pipelines.map((pipeline) => compile(pipeline, settings));
  const refused = compiled.flatMap((each) => checkCompiled(each, guards));
  if (refused.length > 0) throw new ProblemsError("guard rules", refused);
  return compiled;
}
