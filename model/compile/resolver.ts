import { type Expression, type ExpressionPart, literal } from "../definition/expression.ts";
import type { Subscription } from "../definition/subscription.ts";
import { subscriptionsOf, type WarehouseDefinition } from "../definition/warehouse.ts";
import { isRecord } from "../json.ts";
import type { Mirror } from "../settings.ts";
import { mirrored } from "./mirrors.ts";

/** A subscription whose artifacts a Stage's Freight carries. */
export interface Source {
  readonly warehouse: string;
  readonly name: string;
  readonly kind: Subscription["kind"];
  /** After mirrors. */
  readonly url: string;
  readonly subscription: Subscription;
}

/** What expressions of a Stage, or of a Warehouse's criterion, stand on. */
export interface Resolver {
  readonly sources: readonly Source[];
  readonly mirrors: readonly Mirror[];
}

/** The subscriptions of some Warehouses. */
export function resolverOf(
  warehouses: readonly (readonly [name: string, definition: WarehouseDefinition | undefined])[],
  mirrors: readonly Mirror[],
): Resolver {
  const sources = warehouses.flatMap(([warehouse, definition]) =>
    subscriptionsOf(definition ?? {}).map(
      ([name, subscription]): Source => ({
        warehouse,
        name,
        kind: subscription.kind,
        url: mirrored(subscription.repoURL, mirrors),
        subscription,
      }),
    ),
  );
  return { sources, mirrors };
}

/** A source by its name in the definition, `"web"` or `"<warehouse>.web"`. */
export function sourceNamed(resolver: Resolver, name: string, kind: Subscription["kind"]): Source | undefined {
  const fitting = resolver.sources.filter((source) => source.kind === kind);
  return (
    fitting.find((source) => source.name === name) ??
    fitting.find((source) => `${source.warehouse}.${source.name}` === name)
  );
}

/** The words of an expression, without `${{ }}`. */
export function expressionText(expression: Expression, resolver: Resolver): string {
  return expression.parts.map((part) => partText(part, resolver)).join("");
}

function partText(part: ExpressionPart, resolver: Resolver): string {
  if (typeof part === "string") return part;
  if ("url" in part) return literal(mirrored(part.url, resolver.mirrors));
  const source = sourceNamed(resolver, part.subscription, part.of);
  return source === undefined ? literal(part.subscription) : sourceArguments(source, resolver);
}

/** What names a source in `imageFrom(…)` and its like: the Warehouse too, when the Stage's Freight has the repository of two. */
function sourceArguments({ kind, url, warehouse, subscription }: Source, { sources }: Resolver): string {
  const chart = subscription.kind === "chart" && subscription.name !== undefined ? [literal(subscription.name)] : [];
  const doubled = sources.some((other) => other.kind === kind && other.url === url && other.warehouse !== warehouse);
  return [literal(url), ...chart, ...(doubled ? [`warehouse(${literal(warehouse)})`] : [])].join(", ");
}

/** Fields that name a repository, and so follow the mirrors. */
const repositoryFields = new Set(["repoURL", "newName", "imageRef", "srcRef", "destRef"]);

/** Data with expressions as Kargo reads it: every expression a text in `${{ }}`, every repository after mirrors. */
export function templated(value: unknown, resolver: Resolver, key = ""): unknown {
  if (typeof value === "string") return repositoryFields.has(key) ? mirrored(value, resolver.mirrors) : value;
  if (Array.isArray(value)) return value.map((item) => templated(item, resolver));
  if (!isRecord(value)) return value;
  if (isExpression(value)) return expressionTemplate(value, resolver);
  if (value.kind === "text" && Array.isArray(value.parts)) {
    return value.parts
      .map((part: unknown) =>
        isExpression(part) ? `\${{ ${expressionText(part, resolver)} }}` : written(templated(part, resolver)),
      )
      .join("");
  }
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, item]) => item !== undefined)
      .map(([name, item]) => [name, templated(item, resolver, name)]),
  );
}

/** What isn't a text where one belongs is left to the checks; here it only must not end them. */
function written(part: unknown): string {
  return typeof part === "string" ? part : (JSON.stringify(part) ?? "");
}

export function isExpression(value: unknown): value is Expression {
  return isRecord(value) && value.kind === "expression" && Array.isArray(value.parts) && value.parts.every(isPart);
}

/** Of a step's config nothing is known but that it is data, so a part is looked at before it is believed. */
function isPart(part: unknown): boolean {
  if (typeof part === "string") return true;
  return isRecord(part) && (typeof part.url === "string" || typeof part.subscription === "string");
}

/**
 * Always a text afterwards, unless its type is to stay: without `quote` Kargo reads a result that looks like JSON as JSON,
 * and a commit id of digits with one `e` among them as a number. Source: Kargo, pkg/expressions/json_templates.go.
 */
function expressionTemplate(expression: Expression, resolver: Resolver): string {
  const words = expressionText(expression, resolver);
  return expression.typed ? `\${{ ${words} }}` : `\${{ quote(${words}) }}`;
}
