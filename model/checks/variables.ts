import type { Problem } from "../problem.ts";
import { shown } from "../words.ts";
import { type Readable, type ReadableStage, record } from "./readable.ts";
import { joined } from "./shape.ts";

const variableName = /^[a-zA-Z_]\w*$/;

/** Names of some variables, in their order; none for what isn't an object. */
export function variableNames(given: unknown): string[] {
  return Object.keys(record(given) ?? {});
}

/** What every step of a Stage may read: the Stage's variables, then those of its own steps' template. */
export function stageVariables(stage: ReadableStage, template: Readable["template"]): string[] {
  const ofTemplate = template?.kind === "steps" ? variableNames(template.vars) : [];
  return [...new Set([...variableNames(stage.fields.vars), ...ofTemplate])];
}

/** Variables that Kargo's CRDs refuse by their names, wherever a definition has some. */
export function variableNameProblems(path: string, given: unknown): Problem[] {
  return variableNames(given)
    .filter((name) => !variableName.test(name))
    .map((name) => ({
      rule: "variable-name",
      severity: "error",
      path: joined(path, name),
      message: "This can't be a variable's name",
      got: shown(name),
      allowed: "letters, digits and _, not starting with a digit",
      fix: "Rename it, also where it is read",
      source: "Kargo: pattern of vars[].name in the Stage CRD",
    }));
}
