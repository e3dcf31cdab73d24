import { expressionText, isExpression, type Resolver, sourceNamed, templated } from "../compile/resolver.ts";
import type { ExpressionPart } from "../definition/expression.ts";
import { checkExpression, checkTemplate, type ExprFinding, type Place, type Scope } from "../expr/check.ts";
import { isRecord } from "../json.ts";
import type { Problem } from "../problem.ts";
import type { Mirror } from "../settings.ts";
import { listed, perhaps, shown } from "../words.ts";
import { isPlainData, textsIn } from "./plain-data.ts";
import { type Readable, record } from "./readable.ts";
import { joined, type Shape, shapeProblems } from "./shape.ts";
import { readableResolver, warehousesOf } from "./stage-sources.ts";
import { bareExpression, values } from "./template-shape.ts";
import { type TemplateUse, usesOf } from "./template-uses.ts";
import { variableNameProblems, variableNames } from "./variables.ts";

/** Expressions everywhere but in steps: criteria, filters, variables, arguments and the values that templates write. */
export function expressionProblems(pipeline: Readable, mirrors: readonly Mirror[]): Problem[] {
  const { root, warehouses, stages } = pipeline;
  const reach = warehousesOf(pipeline);
  const ofStage = (name: string) => readableResolver(pipeline, reach.get(name) ?? [], mirrors);
  return [
    ...[...warehouses].flatMap(([name, warehouse]) => {
      const path = joined(`${root}.warehouses`, name);
      const resolver = readableResolver(pipeline, [name], mirrors);
      const criterion = warehouse.freightCreationCriteria?.expression;
      return [
        ...bare(`${path}.freightCreationCriteria.expression`, criterion, "freight-criteria", resolver),
        ...warehouse.subscriptions.flatMap(({ path: below, fields }) =>
          bare(`${below.reduce(joined, path)}.expressionFilter`, fields.expressionFilter, "git-filter", resolver),
        ),
      ];
    }),
    ...[...stages].flatMap(([name, stage]) => {
      const path = joined(`${root}.stages`, name);
      const verification = Array.isArray(stage.fields.verification) ? stage.fields.verification : [];
      // of a Stage's verification Kargo evaluates its arguments, with the Stage's own variables and no others
      const vars = variableNames(stage.fields.vars);
      return [
        ...variableNameProblems(`${path}.vars`, stage.fields.vars),
        ...inTurn(`${path}.vars`, stage.fields.vars, { functions: "promotion-var", vars: [] }, ofStage(name)),
        ...verification.flatMap((metric, index) =>
          each(
            `${path}.verification[${index}].args`,
            record(metric)?.args,
            { functions: "verification-arg", vars },
            ofStage(name),
          ),
        ),
      ];
    }),
    ...usesOf(pipeline).flatMap((use) => ofTemplate(use, reach, ofStage)),
  ];
}

/** A template's own texts, in the scope of every Stage that is promoted by it; scopes that are the same are looked at once. */
function ofTemplate(
  { path, template, stages }: TemplateUse,
  reach: ReadonlyMap<string, readonly string[]>,
  ofStage: (name: string) => Resolver,
): Problem[] {
  const scopes = new Map(
    [...stages].map(([name, stage]) => {
      const vars = variableNames(stage.fields.vars);
      return [JSON.stringify([reach.get(name), vars]), { name, vars }];
    }),
  );
  const told = new Set<string>();
  const problems = [...scopes.values()].flatMap(({ name, vars }) => [
    ...inTurn(`${path}.vars`, template.vars, { functions: "promotion-var", vars }, ofStage(name)),
    ...["values", "fields"].flatMap((key) =>
      each(`${path}.${key}`, template[key], { functions: "promotion-step", vars }, ofStage(name)),
    ),
  ]);
  return [
    ...variableNameProblems(`${path}.vars`, template.vars),
    ...problems.filter((one) => {
      const key = `${one.path} ${one.rule} ${one.got}`;
      return told.has(key) ? false : told.add(key) !== undefined;
    }),
  ];
}

/** What expressions may name of a Stage's Freight. */
export function repositoriesOf({ sources }: Resolver): NonNullable<Scope["repositories"]> {
  const of = (kind: string) => sources.filter((source) => source.kind === kind).map((source) => source.url);
  return { images: of("image"), git: of("git"), charts: of("chart") };
}

/** Nothing is known of the Freight of a Stage that no Warehouse reaches, and why is told where it says so. */
function requested(resolver: Resolver): Pick<Scope, "repositories"> {
  return resolver.sources.length === 0 ? {} : { repositories: repositoriesOf(resolver) };
}

/** Names of subscriptions that none of the Warehouses has; compile would write them as if they were repositories. */
export function unknownSubscriptions(path: string, value: unknown, resolver: Resolver): Problem[] {
  if (resolver.sources.length === 0) return [];
  if (Array.isArray(value))
    return value.flatMap((item, index) => unknownSubscriptions(`${path}[${index}]`, item, resolver));
  if (!isRecord(value)) return [];
  if (!isExpression(value)) {
    return Object.entries(value).flatMap(([key, item]) => unknownSubscriptions(joined(path, key), item, resolver));
  }
  return value.parts.flatMap((part: ExpressionPart): Problem[] => {
    if (!isRecord(part) || !("subscription" in part)) return [];
    const { subscription, of } = part as { subscription: string; of: "image" | "git" | "chart" };
    if (sourceNamed(resolver, subscription, of) !== undefined) return [];
    const known = resolver.sources.filter((source) => source.kind === of).map((source) => source.name);
    return [
      {
        rule: "unknown-subscription",
        severity: "error",
        path,
        message: `The Stage's Freight has no ${of} subscription of this name`,
        got: shown(subscription),
        allowed: listed(known, "none is defined"),
        fix: perhaps(subscription, known, known.length === 0 ? "Define it" : "Choose one of them"),
      },
    ];
  });
}

function fits(shape: Shape, value: unknown): boolean {
  return value !== undefined && isPlainData(value) && shapeProblems(shape, value, "").length === 0;
}

function bare(path: string, value: unknown, functions: Place, resolver: Resolver): Problem[] {
  const words =
    typeof value === "string"
      ? value
      : fits(bareExpression, value)
        ? expressionText(value as never, resolver)
        : undefined;
  if (words === undefined) return [];
  const unknown = unknownSubscriptions(path, value, resolver);
  if (unknown.length > 0) return unknown;
  const scope = { functions, ...requested(resolver) };
  return checkExpression(words, scope).map((finding) => problem(path, finding));
}

type Known = Pick<Scope, "functions" | "vars" | "outputs" | "taskOutputs">;

/** Values that know nothing of each other. */
function each(path: string, given: unknown, known: Known, resolver: Resolver): Problem[] {
  if (!fits(values, given)) return [];
  return Object.entries(given as object).flatMap(([key, value]) =>
    valueProblems(joined(path, key), value, known, resolver),
  );
}

/** Variables: each may read those before it. */
export function inTurn(path: string, given: unknown, known: Known, resolver: Resolver): Problem[] {
  if (!fits(values, given)) return [];
  const before = [...(known.vars ?? [])];
  return Object.entries(given as object).flatMap(([key, value]) => {
    const scope = known.vars === undefined ? known : { ...known, vars: [...before] };
    before.push(key);
    return valueProblems(joined(path, key), value, scope, resolver);
  });
}

function valueProblems(path: string, value: unknown, known: Known, resolver: Resolver): Problem[] {
  const unknown = unknownSubscriptions(path, value, resolver);
  if (unknown.length > 0) return unknown;
  const scope = { ...known, ...requested(resolver) };
  return textsIn(templated(value, resolver)).flatMap(({ text }) =>
    checkTemplate(text, scope).map((finding) => problem(path, finding)),
  );
}

/** What the parser says, at the place where the expression stands. */
export function problem(path: string, { rule, message, got, allowed, fix }: ExprFinding): Problem {
  return {
    rule,
    severity: "error",
    path,
    message: sentence(message),
    got,
    ...(allowed === undefined ? {} : { allowed }),
    fix,
  };
}

/** Findings of grammars and schemas are written to stand behind other words. */
export function sentence(message: string): string {
  return `${message.charAt(0).toUpperCase()}${message.slice(1)}`;
}
