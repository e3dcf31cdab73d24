import { shown } from "../../words.ts";
import type { ManifestFinding } from "../finding.ts";
import type { ManifestObject } from "../object.ts";
import { type Fields, fields, items, string } from "../reading.ts";
import { type Step, stepsOf } from "../stage.ts";
import type { Catalog } from "./catalog.ts";

/** PromotionTasks that Stages name, and the variables these ask for. Source: Kargo, pkg/api/promotion.go. */
export function taskReferences(catalog: Catalog): ManifestFinding[] {
  return catalog.of("Stage").flatMap((stage) => {
    const spec = fields(stage.value.spec);
    const template = fields(fields(spec.promotionTemplate).spec);
    const given = [...valued(spec.vars), ...valued(template.vars)];
    return stepsOf(stage).steps.flatMap((step) => ofStep(catalog, stage, step, given));
  });
}

function ofStep(catalog: Catalog, stage: ManifestObject, step: Step, given: readonly string[]): ManifestFinding[] {
  const name = string(step.task?.name);
  if (name === undefined) return [];
  const isCluster = step.task?.kind === "ClusterPromotionTask";
  const kind = isCluster ? "ClusterPromotionTask" : "PromotionTask";
  const tasks = isCluster
    ? catalog.of(kind).filter((task) => task.name === name)
    : catalog.named(kind, name, stage.namespace);
  const [task] = tasks;
  // a cluster's own tasks are seldom kept with a Project
  if (task === undefined)
    return isCluster ? [] : [catalog.missing(stage, [...step.path, "task", "name"], "unknown-task", kind, name)];
  if (tasks.length > 1) return [];
  const set = new Set([...given, ...valued(step.value.vars)]);
  return declared(task)
    .filter(({ isRequired, name: variable }) => isRequired && !set.has(variable))
    .map(({ name: variable }) =>
      stage.at({
        rule: "task-variable",
        path: [...step.path, "vars"],
        message: `${kind} ${shown(name)} asks for a variable that nothing gives: no Promotion can be created`,
        got: shown(variable),
        fix: `Add ${shown(variable)} to the step's vars`,
      }),
    );
}

function declared(task: ManifestObject): readonly { readonly name: string; readonly isRequired: boolean }[] {
  return items(fields(task.value.spec).vars, []).flatMap(({ value }) => {
    const name = string(value.name);
    return name === undefined ? [] : [{ name, isRequired: !isValued(value) }];
  });
}

function valued(vars: unknown): string[] {
  return items(vars, []).flatMap(({ value }) => (isValued(value) ? (string(value.name) ?? []) : []));
}

function isValued({ value }: Fields): boolean {
  return value !== undefined && value !== null && value !== "";
}
