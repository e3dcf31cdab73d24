import type { Problem } from "../problem.ts";
import { listed, perhaps, shown } from "../words.ts";

/** What is wrong with a value of a team's guard settings. */
export function wrong(
  path: string,
  got: unknown,
  allowed: string,
  fix: string,
  message = "This can't be read",
  rule = "guards",
): Problem {
  return { rule, severity: "error", path, message, got: shown(got), allowed, fix };
}

/** A name that isn't one of those that can stand here. */
export function unknownName(path: string, name: string, known: readonly string[], message: string): Problem {
  const fix = perhaps(name, known, "Remove it");
  return { rule: "guards", severity: "error", path, message, got: shown(name), allowed: listed(known), fix };
}

/** Whether a value is a list of texts. */
export function isNames(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every((item) => typeof item === "string");
}
