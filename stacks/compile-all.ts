import { check } from "../model/check.ts";
import { type Compiled, compile } from "../model/compile.ts";
import type { Pipeline } from "../model/definition.ts";
import { ProblemsError } from "../model/problem.ts";
import type { Settings } from "../model/settings.ts";

/** Compiles several pipelines. @throws ProblemsError with the problems of all of them. */
export function compileAll(pipelines: readonly Pipeline[], settings: Settings): Compiled[] {
  const problems = pipelines.flatMap((pipeline) => check(pipeline, settings));
  if (problems.some((problem) => problem.severity === "error")) throw new ProblemsError("pipelines", problems);
  return pipelines.map((pipeline) => compile(pipeline, settings));
}
