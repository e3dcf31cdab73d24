import type { Problem } from "../problem.ts";
import { listed, perhaps, shown } from "../words.ts";
import { inTurn } from "./expressions.ts";
import { isPlainData, textsIn } from "./plain-data.ts";
import { type Readable, record, text } from "./readable.ts";
import type { StepPlace, StepRecord } from "./step-place.ts";
import { variableNameProblems, variableNames } from "./variables.ts";

/** A call of a PromotionTask: there is one, and it gets the variables it asks for. */
export function callProblems(path: string, call: StepRecord, earlier: readonly string[], place: StepPlace): Problem[] {
  const scope = { functions: "step-var", vars: place.vars, outputs: earlier } as const;
  return [
    ...variableNameProblems(`${path}.vars`, call.vars),
    ...inTurn(`${path}.vars`, call.vars, scope, place.resolver),
    ...(call.cluster === true ? [] : ofOwnTask(path, call, place)),
  ];
}

function ofOwnTask(path: string, call: StepRecord, { tasks, vars }: StepPlace): Problem[] {
  const name = text(call.name) ?? "";
  const definition = tasks.get(name);
  if (definition === undefined) return [unknownTask(`${path}.name`, name, [...tasks.keys()])];
  const declared = record(definition.vars) ?? {};
  const given = record(call.vars) ?? {};
  // a variable of the Stage's counts as well, and an empty text as none: promotionTaskVarsToStepVars in Kargo, pkg/api/promotion.go
  const lacking = Object.keys(declared).filter(
    (key) => declared[key] === null && (given[key] === undefined ? !vars.includes(key) : given[key] === ""),
  );
  const words = isPlainData(definition.steps) ? textsIn(definition.steps).map(({ text: each }) => each) : [];
  const unread = variableNames(given).filter(
    (key) => !Object.hasOwn(declared, key) && !words.some((each) => each.includes(key)),
  );
  return [
    ...lacking.map(
      (key): Problem => ({
        rule: "missing-variable",
        severity: "error",
        path: `${path}.vars`,
        message: "The PromotionTask needs a value for this variable",
        got: shown(key),
        fix: "Give it in vars",
      }),
    ),
    ...unread.map(
      (key): Problem => ({
        rule: "unknown-variable",
        severity: "error",
        path: `${path}.vars`,
        message: "The PromotionTask has no variable of this name, and none of its steps reads it",
        got: shown(key),
        allowed: listed(Object.keys(declared), "none is declared"),
        fix: perhaps(key, Object.keys(declared), "Remove it, or declare it in the task"),
      }),
    ),
  ];
}

function unknownTask(path: string, name: string, names: readonly string[]): Problem {
  return {
    rule: "unknown-task",
    severity: "error",
    path,
    message: "There is no PromotionTask of this name",
    got: shown(name),
    allowed: listed(names, "none is defined"),
    fix: perhaps(name, names, names.length === 0 ? "Define it under promotionTasks" : "Choose one of them"),
  };
}

/**
 * What the steps of each task may read: its own variables, those of the Stages that call it, and what the calls give. A task
 * that nobody calls is judged by every Stage.
 */
export function taskVariables(
  tasks: Readable["tasks"],
  calls: readonly { readonly task: string; readonly vars: readonly string[] }[],
  all: readonly string[],
): ReadonlyMap<string, readonly string[]> {
  return new Map(
    [...tasks].map(([name, definition]) => {
      const mine = calls.filter(({ task }) => task === name);
      const outside = mine.length === 0 ? all : mine.flatMap(({ vars }) => vars);
      return [name, [...new Set([...variableNames(definition.vars), ...outside])]];
    }),
  );
}
