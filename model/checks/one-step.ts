import { expressionText, templated } from "../compile/resolver.ts";
import { durationSeconds } from "../duration.ts";
import { bareExpression } from "../expr/bare.ts";
import { checkExpression, checkTemplate, type Scope } from "../expr/check.ts";
import { isTemplate } from "../expr/template.ts";
import { repositoryPath } from "../grammar/repository.ts";
import { isRecord } from "../json.ts";
import { stepSchemas } from "../kinds/steps.gen.ts";
import { validateStepConfig } from "../kinds/validate.ts";
import type { Problem } from "../problem.ts";
import { listed, perhaps, shown } from "../words.ts";
import { inTurn, problem, repositoriesOf, sentence, unknownSubscriptions } from "./expressions.ts";
import { isPlainData, pathTo, textsIn } from "./plain-data.ts";
import { record, text } from "./readable.ts";
import { applicationProblems } from "./step-applications.ts";
import type { StepPlace, StepRecord } from "./step-place.ts";
import { variableNameProblems, variableNames } from "./variables.ts";

const known = Object.keys(stepSchemas);
/** Step names of other editions; Kargo's documentation, user guide, promotion steps. */
const otherEditions = /^(gh-|gha-|snow-|tf-|hcl-update$|jfrog-evidence$|jira$|send-message$)/;

/** One step by itself: its name, its config by the step's own schema, its waits and its expressions. */
export function oneStep(path: string, step: StepRecord, earlier: readonly string[], place: StepPlace): Problem[] {
  const uses = text(step.uses) ?? "";
  const before = [...nameProblems(`${path}.uses`, uses, text(step.reason)), ...waitProblems(path, uses, step)];
  if (!isPlainData(step.config)) {
    return [
      ...before,
      {
        rule: "not-data",
        severity: "error",
        path: `${path}.config`,
        message: "This can't be written as YAML",
        fix: "Use texts, numbers, true, false, null, lists and objects only",
      },
    ];
  }
  const config = templated(step.config, place.resolver);
  return [
    ...before,
    ...configProblems(`${path}.config`, uses, config),
    ...expressionProblems(path, step, config, earlier, place),
    ...pathProblems(`${path}.config`, config),
    ...applicationProblems(path, uses, config, place),
  ];
}

function nameProblems(path: string, uses: string, reason: string | undefined): Problem[] {
  if (known.includes(uses) || reason?.trim()) return [];
  const elsewhere = otherEditions.test(uses);
  return [
    {
      rule: "unknown-step",
      severity: "error",
      path,
      message: elsewhere
        ? "Open-source Kargo doesn't have this step; another edition does"
        : "There is no such promotion step",
      got: shown(uses),
      allowed: listed(known),
      fix: elsewhere
        ? "Write otherEditionStep(…, { reason }) if yours has it"
        : perhaps(uses, known, "Choose one of them"),
    },
  ];
}

function waitProblems(path: string, uses: string, step: StepRecord): Problem[] {
  const timeout = text(record(step.retry)?.timeout);
  const at = `${path}.retry.timeout`;
  if (timeout !== undefined && durationSeconds(timeout) === undefined) {
    return [
      {
        rule: "duration",
        severity: "error",
        path: at,
        message: "This isn't a duration Kargo takes",
        got: shown(timeout),
        allowed: "whole seconds in all, written with s, m and h: 30s, 90m, 1h30m",
        fix: 'Write for example "48h"',
      },
    ];
  }
  if (uses !== "git-wait-for-pr" || timeout !== undefined) return [];
  return [
    {
      rule: "unbounded-wait",
      severity: "error",
      path: at,
      message: "A pull request may stay open for ever, and the promotion with it",
      fix: 'Say how long: retry: { timeout: "48h" }',
    },
  ];
}

/** Fields of steps that name a file or folder in the promotion's work folder. */
const pathFields = new Set(["path", "inPath", "outPath", "valuesFiles"]);

function pathProblems(path: string, config: unknown): Problem[] {
  return textsIn(config).flatMap(({ keys, text: words }): Problem[] => {
    const field = keys.findLast((key) => typeof key === "string");
    if (!pathFields.has(String(field)) || isTemplate(words) || words === "" || repositoryPath(words) === undefined)
      return [];
    return [
      {
        rule: "outside-work-folder",
        severity: "error",
        path: pathTo(path, keys),
        message: "A step sees nothing outside the promotion's work folder",
        got: shown(words),
        allowed: 'a path below it, such as "./src"',
        fix: words.startsWith("/") ? "Leave out the / in front" : "Write a path that stays in it",
      },
    ];
  });
}

function configProblems(path: string, uses: string, config: unknown): Problem[] {
  if (!known.includes(uses)) return [];
  return validateStepConfig(uses, config).map(({ path: below, message, got, allowed, fix }) => ({
    rule: "step-config",
    severity: "error",
    path: pathTo(path, below),
    message: sentence(message),
    ...(got === undefined ? {} : { got }),
    ...(allowed === undefined ? {} : { allowed }),
    fix: fix ?? `Write the config as the step ${uses} takes it`,
    source: `Kargo: pkg/promotion/runner/builtin/schemas/${uses}-config.json`,
  }));
}

function expressionProblems(
  path: string,
  step: StepRecord,
  config: unknown,
  earlier: readonly string[],
  { functions, vars, resolver }: StepPlace,
): Problem[] {
  const inTask = functions === "task-step";
  const outputs = inTask ? { taskOutputs: earlier } : { outputs: earlier };
  const own = [
    ...variableNameProblems(`${path}.vars`, step.vars),
    ...inTurn(`${path}.vars`, step.vars, { functions: "step-var", vars, ...outputs }, resolver),
  ];
  const unknown = unknownSubscriptions(`${path}.config`, step.config, resolver);
  if (unknown.length > 0) return [...own, ...unknown];
  const scope: Scope = {
    functions,
    vars: [...vars, ...variableNames(step.vars)],
    ...outputs,
    ...(inTask ? {} : { repositories: repositoriesOf(resolver) }),
  };
  const condition = isRecord(step.if) ? `\${{ ${expressionText(step.if as never, resolver)} }}` : "";
  return [
    ...own,
    ...checkTemplate(condition, scope).map((finding) => problem(`${path}.if`, finding)),
    ...textsIn(config).flatMap(({ keys, text: words }) => {
      const bare = isTemplate(words) ? undefined : bareExpression(text(step.uses), keys);
      const found = bare === undefined ? checkTemplate(words, scope) : checkExpression(words, { functions: bare });
      return found.map((finding) => problem(pathTo(`${path}.config`, keys), finding));
    }),
  ];
}
