import { isRecord } from "../json.ts";
import { below, type Place, type StepPlace, stepLists, texts } from "./places.ts";
import type { Judge, Where } from "./row.ts";

/** Kinds whose steps are looked at: Argo Workflows and others have `spec.steps` too. */
const withSteps = ["ClusterPromotionTask", "Promotion", "PromotionTask", "Stage"].map(
  (kind) => `kargo.akuity.io/${kind}`,
);

/** An object as the table's rows look at it; taken apart once, for all of them. */
export interface Looked {
  readonly root: Place;
  /** `group/Kind`; the group of core objects is empty. */
  readonly kind: string;
  readonly name: unknown;
  readonly lists: readonly StepList[];
  readonly subscriptions: readonly Place[];
  readonly chartValues: readonly Place[];
}

interface StepList {
  readonly steps: readonly StepPlace[];
  readonly texts: readonly (Place & { readonly value: string })[];
}

/** What the rows ask of an object; undefined for what is none. */
export function looked(object: unknown): Looked | undefined {
  if (!isRecord(object)) return undefined;
  const root: Place = { path: [], value: object };
  const kind = kindOf(object);
  const { metadata } = object;
  const lists = withSteps.includes(kind) ? stepLists(object) : [];
  return {
    root,
    kind,
    name: isRecord(metadata) ? metadata["name"] : undefined,
    lists: lists.map((steps) => ({
      steps,
      texts: steps.flatMap(({ place }) => texts(place)) as (Place & { value: string })[],
    })),
    subscriptions: kind === "kargo.akuity.io/Warehouse" ? below(root, "spec.subscriptions[]") : [],
    chartValues: values(object, kind),
  };
}

/** Where in an object it is found. */
export function recognised(where: Where, object: Looked): Place[] {
  const { root, kind, name, lists, subscriptions, chartValues } = object;
  if ("chartValue" in where) return chartValues.flatMap((place) => at(place, where.chartValue, undefined));
  if ("kinds" in where) {
    if (!where.kinds.includes(kind) || (where.name !== undefined && where.name !== name)) return [];
    return where.field === undefined ? below(root, "kind") : at(root, where.field, where.value);
  }
  if ("subscription" in where) {
    return subscriptions.flatMap((entry) =>
      where.subscription.flatMap((type) => at(entry, `${type}.${where.field}`, where.value)),
    );
  }
  if ("steps" in where) {
    const meant = lists.flatMap(({ steps }) =>
      steps.filter(({ uses }) => uses !== undefined && where.steps.includes(uses)),
    );
    const { field } = where;
    if (field === undefined) return meant.flatMap(({ place }) => below(place, "uses"));
    return meant.flatMap(({ place }) => below(place, "config").flatMap((config) => at(config, field, where.value)));
  }
  if ("text" in where) return lists.flatMap((list) => list.texts.filter(({ value }) => where.text.test(value)));
  if ("expression" in where) {
    return lists.flatMap((list) =>
      list.texts.filter(({ value, path }) => expressions(value, path).some((part) => where.expression.test(part))),
    );
  }
  const { step, key } = where.output;
  return lists.flatMap((list) => {
    const aliases = list.steps.flatMap(({ uses, as }) => (uses === step && as !== undefined ? [as] : []));
    return list.texts.filter(({ value }) => aliases.some((alias) => reads(value, alias, key)));
  });
}

function kindOf({ apiVersion, kind }: Readonly<Record<string, unknown>>): string {
  const group = typeof apiVersion === "string" && apiVersion.includes("/") ? apiVersion.split("/")[0] : "";
  return `${group}/${typeof kind === "string" ? kind : ""}`;
}

function at(place: Place, field: string, judge: Judge | undefined): Place[] {
  return below(place, field).filter(({ value }) => value !== null && value !== undefined && (judge?.(value) ?? true));
}

/** Kargo's chart values: a file of nothing else, or what an Application of the chart holds. */
function values(object: Readonly<Record<string, unknown>>, kind: string): Place[] {
  const root = { path: [], value: object };
  if (object["apiVersion"] === undefined && object["kind"] === undefined) return [root];
  if (kind !== "argoproj.io/Application") return [];
  return [...below(root, "spec.source"), ...below(root, "spec.sources[]")]
    .filter(({ value }) => isRecord(value) && typeof value["chart"] === "string" && /(^|\/)kargo$/.test(value["chart"]))
    .flatMap((source) => below(source, "helm.valuesObject"));
}

/** What stands between the delimiters, quoted texts emptied; an `if` may leave the delimiters out. */
function expressions(text: string, path: readonly (string | number)[]): string[] {
  const parts = [...text.matchAll(/\$\{\{([\s\S]*?)\}\}|\$\{%([\s\S]*?)%\}/g)].map(([, a, b]) => a ?? b ?? "");
  const bare = path.at(-1) === "if" && parts.length === 0 ? [text] : [];
  return [...parts, ...bare].map((part) => part.replace(/"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|`[^`]*`/g, '""'));
}

function reads(text: string, alias: string, key: string): boolean {
  const name = alias.replaceAll(/[^\w]/g, "\\$&");
  const output = `outputs(?:\\??\\.${name}(?!\\w)|\\[\\s*["'\`]${name}["'\`]\\s*\\])`;
  return new RegExp(`\\b${output}(?:\\??\\.${key}(?!\\w)|\\[\\s*["'\`]${key}["'\`]\\s*\\])`).test(text);
}
