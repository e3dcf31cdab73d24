import { applicationName } from "../names.ts";
import type { Problem } from "../problem.ts";
import type { Mirror } from "../settings.ts";
import { shown } from "../words.ts";
import { oneStep } from "./one-step.ts";
import { type Readable, type ReadableStage, record, text } from "./readable.ts";
import { joined, shapeProblems } from "./shape.ts";
import { readableResolver, warehousesOf } from "./stage-sources.ts";
import { orderProblems } from "./step-order.ts";
import type { StepPlace, StepRecord } from "./step-place.ts";
import { callProblems, taskVariables } from "./task-calls.ts";
import { promotionTemplate, task as taskShape } from "./template-shape.ts";
import { type TemplateUse, usesOf } from "./template-uses.ts";
import { stageVariables, variableNameProblems, variableNames } from "./variables.ts";

/** Steps of one's own: each by its own schema, its expressions, and what only the whole list shows. */
export function stepProblems(pipeline: Readable, mirrors: readonly Mirror[]): Problem[] {
  const lists = usesOf(pipeline).flatMap(stepLists);
  return [...taskProblems(pipeline, lists, mirrors), ...listsProblems(pipeline, lists, mirrors)];
}

/** The steps of one of Kargo's Stages. */
interface StageSteps {
  readonly path: string;
  readonly steps: readonly StepRecord[];
  readonly environment: string;
  readonly stage: string;
  readonly definition: ReadableStage;
  readonly vars: readonly string[];
}

function stepLists({ path, template, stages }: TemplateUse): StageSteps[] {
  if (template.kind !== "steps" || shapeProblems(promotionTemplate, template, path).length > 0) return [];
  const each = record(record(template.steps)?.perStage);
  return [...stages].flatMap(([environment, definition]) => {
    const vars = stageVariables(definition, template);
    return definition.names.flatMap((stage) => {
      const steps = each === undefined ? template.steps : each[stage];
      if (!Array.isArray(steps)) return [];
      const at = each === undefined ? `${path}.steps` : joined(`${path}.steps`, stage);
      return [{ path: at, steps: steps as StepRecord[], environment, stage, definition, vars }];
    });
  });
}

function listsProblems(pipeline: Readable, lists: readonly StageSteps[], mirrors: readonly Mirror[]): Problem[] {
  const reach = warehousesOf(pipeline);
  const told = new Set<string>();
  return lists.flatMap(({ path, steps, environment, stage, definition, vars }) => {
    const problems = listProblems(steps, {
      path,
      resolver: readableResolver(pipeline, reach.get(environment) ?? [], mirrors),
      functions: "promotion-step",
      vars,
      application: definition.fields.argocd === false ? "none" : applicationName(pipeline.app ?? "", stage),
      context: { project: pipeline.app ?? "", stage },
      tasks: pipeline.tasks,
    });
    // one list for all Stages is told once
    return problems.filter((problem) => {
      const key = `${problem.path} ${problem.rule} ${problem.got}`;
      return told.has(key) ? false : told.add(key) !== undefined;
    });
  });
}

function taskProblems(pipeline: Readable, lists: readonly StageSteps[], mirrors: readonly Mirror[]): Problem[] {
  const resolver = readableResolver(pipeline, [...pipeline.warehouses.keys()], mirrors);
  const calls = lists.flatMap(({ steps, vars }) =>
    steps
      .filter((step) => step.kind === "task" && step.cluster !== true)
      .map((step) => ({ task: text(step.name) ?? "", vars: [...vars, ...variableNames(step.vars)] })),
  );
  const all = usesOf(pipeline).flatMap(({ template, stages }) =>
    [...stages.values()].flatMap((stage) => stageVariables(stage, template)),
  );
  const variables = taskVariables(pipeline.tasks, calls, all);
  return [...pipeline.tasks].flatMap(([name, definition]) => {
    const path = joined(`${pipeline.root}.promotionTasks`, name);
    if (shapeProblems(taskShape, definition, path).length > 0) return [];
    return [
      ...variableNameProblems(`${path}.vars`, definition.vars),
      ...listProblems(definition.steps as StepRecord[], {
        path: `${path}.steps`,
        resolver,
        functions: "task-step",
        vars: variables.get(name) ?? [],
        tasks: pipeline.tasks,
      }),
    ];
  });
}

function listProblems(list: readonly StepRecord[], place: StepPlace): Problem[] {
  const aliases = list.map((step) => text(step.as));
  return [
    ...list.flatMap((step, index) => {
      const path = `${place.path}[${index}]`;
      const earlier = aliases.slice(0, index).filter((alias) => alias !== undefined);
      return [
        ...aliasProblems(`${path}.as`, aliases[index], earlier),
        ...(step.kind === "task" ? callProblems : oneStep)(path, step, earlier, place),
      ];
    }),
    ...orderProblems(place.path, list),
  ];
}

function aliasProblems(path: string, alias: string | undefined, earlier: readonly string[]): Problem[] {
  if (alias === undefined) return [];
  const common = {
    severity: "error",
    path,
    got: shown(alias),
    source: "Kargo: pkg/webhook/kubernetes/stage, validateSpec",
  } as const;
  if (earlier.includes(alias)) {
    return [{ ...common, rule: "doubled-alias", message: "Two steps have one alias", fix: "Rename one of them" }];
  }
  if (!/^(step|task)-\d+$/.test(alias)) return [];
  return [
    {
      ...common,
      rule: "reserved-alias",
      message: "Kargo keeps such aliases for steps without one",
      fix: "Choose another alias",
    },
  ];
}
