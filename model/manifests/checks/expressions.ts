import { bareExpression } from "../../expr/bare.ts";
import { checkExpression, checkTemplate, type ExprFinding, type Scope } from "../../expr/check.ts";
import { isTemplate } from "../../expr/template.ts";
import type { ObjectFinding, Path } from "../finding.ts";
import type { ManifestObject } from "../object.ts";
import { fields, items, string, strings } from "../reading.ts";
import { kindsWithSteps, type Step, stepsOf } from "../stage.ts";
import { subscriptionsOf } from "../warehouse.ts";

type Repositories = NonNullable<Scope["repositories"]>;

/**
 * Every expression of an object, in the scope it has upstream.
 *
 * @param repositories what the Freight that a Stage requests holds, when all of its Warehouses are known
 */
export function checkExpressions(object: ManifestObject, repositories?: Repositories): ObjectFinding[] {
  if (object.kind === "Warehouse") return warehouse(object);
  if (!kindsWithSteps.includes(object.kind)) return [];
  const known = repositories === undefined ? {} : { repositories };
  return object.kind === "Stage" ? stage(object, known) : task(object);
}

interface Known {
  readonly repositories?: Repositories;
  readonly constants?: ReadonlyMap<string, string>;
}

/** Plain texts among some variables, laid over those before them. */
function constants(list: unknown, before: ReadonlyMap<string, string> = new Map()): ReadonlyMap<string, string> {
  const found = new Map(before);
  for (const { value } of items(list, [])) {
    const [name, text] = [string(value.name), string(value.value)];
    if (name === undefined) continue;
    if (text === undefined || isTemplate(text)) found.delete(name);
    else found.set(name, text);
  }
  return found;
}

function stage(object: ManifestObject, known: Known): ObjectFinding[] {
  const spec = fields(object.value.spec);
  const own = variables(spec.vars, ["spec", "vars"], [], known);
  const { steps, varsPath } = stepsOf(object);
  const templateVars = fields(fields(fields(spec.promotionTemplate).spec)).vars;
  const ofTemplate = variables(templateVars, varsPath, own.names, known);
  const verification = items(fields(spec.verification).args, ["spec", "verification", "args"]);
  return [
    ...own.findings,
    ...ofTemplate.findings,
    ...inTurn(steps, (outputs) => ({
      functions: "promotion-step",
      vars: ofTemplate.names,
      outputs,
      ...known,
      constants: constants(templateVars, constants(spec.vars)),
    })),
    ...verification.flatMap(({ path, value }) =>
      template([...path, "value"], value.value, {
        functions: "verification-arg",
        vars: own.names,
        ...known,
        constants: constants(spec.vars),
      }),
    ),
  ];
}

/** A task's variables come from the Stage too, so its names aren't all known. */
function task(object: ManifestObject): ObjectFinding[] {
  const { steps, varsPath } = stepsOf(object);
  const declared = items(fields(object.value.spec).vars, varsPath);
  return [
    ...declared.flatMap(({ path, value }) => template([...path, "value"], value.value, { functions: "step-var" })),
    ...inTurn(steps, (taskOutputs) => ({ functions: "task-step", taskOutputs })),
  ];
}

/** Each step in the scope that the aliases of those before it make. */
function inTurn(steps: readonly Step[], scopeAfter: (aliases: readonly string[]) => Scope): ObjectFinding[] {
  const before: string[] = [];
  return steps.flatMap((step) => {
    const findings = ofStep(step, scopeAfter(before));
    before.push(...aliases(step));
    return findings;
  });
}

/** Kargo counts the aliases it gives from 1 in some versions and from 0 in others. */
function aliases({ as, task, index }: Step): string[] {
  const given = task === undefined ? "step" : "task";
  return as === undefined ? [`${given}-${index}`, `${given}-${index + 1}`] : [as];
}

function ofStep(step: Step, scope: Scope): ObjectFinding[] {
  const own = items(step.value.vars, [...step.path, "vars"]);
  const names = own.flatMap(({ value }) => string(value.name) ?? []);
  const inside =
    scope.vars === undefined
      ? scope
      : { ...scope, vars: [...scope.vars, ...names], constants: constants(step.value.vars, scope.constants) };
  return [
    ...own.flatMap(({ path, value }) =>
      template([...path, "value"], value.value, { ...inside, functions: "step-var" }),
    ),
    ...template([...step.path, "if"], step.value.if, inside),
    ...strings(step.value.config, [...step.path, "config"]).flatMap(({ path, text }) => {
      const bare = bareExpression(step.uses, path.slice(step.path.length + 1));
      if (bare === undefined || isTemplate(text)) return template(path, text, inside);
      return expression(path, text, { functions: bare });
    }),
  ];
}

function variables(list: unknown, path: Path, before: readonly string[], known: Known) {
  const names = [...before];
  const findings: ObjectFinding[] = [];
  for (const { path: at, value } of items(list, path)) {
    const scope: Scope = { functions: "promotion-var", vars: [...names], ...known };
    findings.push(...template([...at, "value"], value.value, scope));
    const name = string(value.name);
    if (name !== undefined) names.push(name);
  }
  return { names, findings };
}

function warehouse(object: ManifestObject): ObjectFinding[] {
  const path = ["spec", "freightCreationCriteria", "expression"];
  const criteria = string(fields(fields(object.value.spec).freightCreationCriteria).expression);
  const subscriptions = subscriptionsOf(object);
  const of = (kind: string) => subscriptions.flatMap((each) => (each.kind === kind ? (each.repoURL ?? []) : []));
  const repositories = { images: of("image"), git: of("git"), charts: of("chart") };
  const filters = subscriptions.filter(({ kind }) => kind === "git");
  return [
    ...(criteria === undefined ? [] : expression(path, criteria, { functions: "freight-criteria", repositories })),
    ...filters.flatMap(({ path: at, value }) => {
      const filter = string(value.expressionFilter) || undefined;
      return filter === undefined ? [] : expression([...at, "expressionFilter"], filter, { functions: "git-filter" });
    }),
  ];
}

function template(path: Path, text: unknown, scope: Scope): ObjectFinding[] {
  return typeof text === "string" ? checkTemplate(text, scope).map((finding) => placed(path, text, finding)) : [];
}

function expression(path: Path, text: string, scope: Scope): ObjectFinding[] {
  if (isTemplate(text))
    return [
      {
        rule: "bare-expression",
        path,
        message: "This field is an expression already; ${{ }} doesn't belong around it",
        fix: "Write what stands between ${{ and }}",
      },
    ];
  return checkExpression(text, scope).map((finding) => placed(path, text, finding));
}

function placed(path: Path, text: string, { offset, ...finding }: ExprFinding): ObjectFinding {
  return { ...finding, path, within: { offset, text: text.slice(offset) } };
}
