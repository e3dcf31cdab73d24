import { isRecord } from "../json.ts";
import type { Shape } from "./shape.ts";

const text: Shape = { type: "text" };
const flag: Shape = { type: "flag" };
const texts: Shape = { type: "list", of: text, what: "a list of texts" };
const some: Shape = { type: "list", of: text, what: "a list of at least one name", some: true };
const fields = (required: Record<string, Shape>, optional: Record<string, Shape> = {}): Shape => ({
  type: "fields",
  required,
  optional,
});
const is = (value: string): Shape => ({ type: "choice", of: [value] });
const list = (of: Shape): Shape => ({ type: "list", of, what: "a list of at least one step", some: true });

const part: Shape = {
  type: "choose",
  what: "a part of an expression",
  choose: (given) => {
    if (typeof given === "string") return text;
    if (!isRecord(given)) return undefined;
    if ("url" in given) return fields({ url: text });
    return fields({ subscription: text, of: { type: "choice", of: ["image", "git", "chart"] } });
  },
};
const expression: Shape = fields(
  { kind: is("expression"), parts: { type: "list", of: part, what: "a list of parts" } },
  { typed: flag },
);
const textPart: Shape = {
  type: "choose",
  what: "a text or an expression",
  choose: (given) => (typeof given === "string" ? text : isRecord(given) ? expression : undefined),
};
const words: Shape = fields({ kind: is("text"), parts: { type: "list", of: textPart, what: "a list of parts" } });

/** A text, or what `expr` and `text` make. */
export const value: Shape = {
  type: "choose",
  what: "a text, or an expression made by expr or text",
  choose: (given) => {
    if (typeof given === "string") return text;
    if (!isRecord(given)) return undefined;
    return given.kind === "expression" ? expression : given.kind === "text" ? words : undefined;
  },
};
export const bareExpression = expression;
/** Names to values; none is fine. */
export const values: Shape = { type: "map", of: value, what: "an object from name to value", empty: true };

const step = fields(
  { kind: is("step"), uses: text, config: { type: "anything" } },
  {
    as: text,
    if: expression,
    retry: fields({}, { timeout: text, errorThreshold: { type: "whole", minimum: 1, maximum: 1_000_000 } }),
    continueOnError: flag,
    vars: values,
    reason: text,
  },
);
const onTask = "A call of a task takes none; write it on the task's own steps";
const call: Shape = {
  ...fields({ kind: is("task"), name: text }, { cluster: flag, as: text, vars: values }),
  elsewhere: { if: onTask, config: onTask, retry: onTask, continueOnError: onTask },
} as Shape;

const stepOrCall: Shape = {
  type: "choose",
  what: "a step made by step or task",
  choose: (given) => (isRecord(given) ? (given.kind === "task" ? call : step) : undefined),
};

/** A PromotionTask. */
export const task: Shape = fields(
  { steps: list(step) },
  {
    vars: {
      type: "map",
      of: {
        type: "choose",
        what: "a value or null",
        choose: (given) => (given === null ? { type: "anything" } : value),
      },
      what: "an object from name to value",
      empty: true,
    },
  },
);

/** One value for all Stages, or one for each. */
const each = (of: Shape): Shape => ({
  type: "choose",
  what: "a value, or a function from a Stage to one",
  choose: (given) =>
    isRecord(given) && "perStage" in given
      ? fields({ perStage: { type: "map", of, what: "an object from Stage to value", empty: true } })
      : of,
});

const images: Shape = { type: "map", of: text, what: "an object with at least one image" };
const written: Shape = { type: "map", of: value, what: "an object with at least one value" };
const where = { repoURL: text };
const branch = { ...where, branch: text };
const kinds: Readonly<Record<string, Shape>> = {
  renderedKustomize: fields(
    { kind: is("renderedKustomize"), base: text, images },
    // `overlay` and `overlays` are two forms of one field; checks/promotion-template.ts judges them
    { overlay: { type: "anything" }, overlays: { type: "anything" }, ...where },
  ),
  renderedHelm: fields(
    { kind: is("renderedHelm"), chart: text, valuesFiles: each(texts) },
    { values, releaseName: text, buildDependencies: flag, ...where },
  ),
  kustomizeImage: fields({ kind: is("kustomizeImage"), folder: each(text), images }, branch),
  helmValues: fields({ kind: is("helmValues"), chart: text, valuesFile: each(text), values: written }, branch),
  helmChartDependency: fields({ kind: is("helmChartDependency"), chart: each(text), charts: some }, branch),
  yamlFields: fields({ kind: is("yamlFields"), folder: each(text), file: each(text), fields: written }, branch),
  configurationOnly: fields(
    { kind: is("configurationOnly"), folder: each(text) },
    { render: { type: "choice", of: ["kustomize", "copy"] }, ...where },
  ),
  steps: fields(
    { kind: is("steps"), steps: each(list(stepOrCall)) },
    { source: each(fields({ path: text, targetRevision: text })), vars: values, ...where },
  ),
};

/** A promotion template, whichever it is. */
export const promotionTemplate: Shape = {
  type: "choose",
  what: "a promotion template, such as renderedKustomize({ … })",
  choose: (given) => {
    if (!isRecord(given)) return undefined;
    const kind = typeof given.kind === "string" ? given.kind : "";
    return Object.hasOwn(kinds, kind)
      ? kinds[kind]
      : fields({ kind: { type: "choice", of: Object.keys(kinds) } }, anyOf(given));
  },
};

/** Every key but `kind`, of whatever shape: of an unknown kind nothing else is judged. */
export function anyOf(given: Readonly<Record<string, unknown>>): Record<string, Shape> {
  return Object.fromEntries(
    Object.keys(given)
      .filter((key) => key !== "kind")
      .map((key) => [key, { type: "anything" }]),
  );
}
