import { isRecord } from "../json.ts";
import { below, type Place, stepLists, texts } from "./places.ts";
import type { Judge, Where } from "./row.ts";

/** Kinds whose steps are looked at: Argo Workflows and others have `spec.steps` too. */
const withSteps = ["ClusterPromotionTask", "Promotion", "PromotionTask", "Stage"];

/** Where in an object it is found; nowhere for an object of other groups. */
export function recognised(where: Where, object: unknown): Place[] {
  if (!isRecord(object)) return [];
  const root: Place = { path: [], value: object };
  if ("chartValue" in where) return values(object).flatMap((place) => below(place, where.chartValue));
  if ("kinds" in where) {
    const { metadata } = object;
    const named = where.name === undefined || (isRecord(metadata) && metadata["name"] === where.name);
    if (!named || !where.kinds.includes(kindOf(object))) return [];
    return where.field === undefined ? [{ path: ["kind"], value: object["kind"] }] : at(root, where.field, where.value);
  }
  if ("subscription" in where) {
    if (kindOf(object) !== "kargo.akuity.io/Warehouse") return [];
    return below(root, "spec.subscriptions[]").flatMap((entry) =>
      where.subscription.flatMap((type) => at(entry, `${type}.${where.field}`, where.value)),
    );
  }
  if (!withSteps.some((kind) => kindOf(object) === `kargo.akuity.io/${kind}`)) return [];
  return stepLists(object).flatMap((list) => {
    if ("steps" in where) {
      const meant = list.filter(({ uses }) => uses !== undefined && where.steps.includes(uses));
      if (where.field === undefined) return meant.flatMap(({ place }) => below(place, "uses"));
      const field = where.field;
      return meant.flatMap(({ place }) => below(place, "config").flatMap((config) => at(config, field, where.value)));
    }
    const written = list.flatMap(({ place }) => texts(place)) as (Place & { value: string })[];
    if ("text" in where) return written.filter(({ value }) => where.text.test(value));
    if ("expression" in where) {
      return written.filter(({ value, path }) => expressions(value, path).some((part) => where.expression.test(part)));
    }
    const aliases = list.flatMap(({ uses, as }) => (uses === where.output.step && as !== undefined ? [as] : []));
    return written.filter(({ value }) => aliases.some((alias) => reads(value, alias, where.output.key)));
  });
}

/** `group/Kind`; the group of core objects is empty. */
function kindOf({ apiVersion, kind }: Readonly<Record<string, unknown>>): string {
  const group = typeof apiVersion === "string" && apiVersion.includes("/") ? apiVersion.split("/")[0] : "";
  return `${group}/${String(kind)}`;
}

function at(place: Place, field: string, judge: Judge | undefined): Place[] {
  return below(place, field).filter(({ value }) => value !== null && value !== undefined && (judge?.(value) ?? true));
}

/** Kargo's chart values: a file of nothing else, or what an Application of the chart holds. */
function values(object: Readonly<Record<string, unknown>>): Place[] {
  if (object["apiVersion"] === undefined && object["kind"] === undefined) return [{ path: [], value: object }];
  if (kindOf(object) !== "argoproj.io/Application") return [];
  const root = { path: [], value: object };
  return [...below(root, "spec.source"), ...below(root, "spec.sources[]")]
    .filter(({ value }) => isRecord(value) && /(^|\/)kargo$/.test(String(value["chart"])))
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
