/** Pieces of Kargo's expression language as data, so that URLs in them follow mirrors and no value can end a text early. */

/** A piece of an expression: text as it is, a URL that mirrors may turn, or what a subscription of the Stage's Warehouses gives. */
export type ExpressionPart =
  | string
  | { readonly url: string }
  | { readonly subscription: string; readonly of: "image" | "git" | "chart" };

/** Something Kargo works out when a promotion runs. Goes wherever a text goes; {@link expr} makes it. */
export interface Expression {
  readonly kind: "expression";
  readonly parts: readonly ExpressionPart[];
  /** Its result keeps its type. Left out: it always becomes a text, also when it looks like a number or like JSON. */
  readonly typed?: true;
}

/** Text with expressions in it; {@link text} makes it. */
export interface TextTemplate {
  readonly kind: "text";
  readonly parts: readonly (string | Expression)[];
}

/** A type with an expression allowed wherever it has a text, number or flag. */
export type Templated<T> = unknown extends T
  ? T
  : T extends string
    ? T | Expression | TextTemplate
    : T extends number | boolean
      ? T | Expression
      : T extends readonly (infer Item)[]
        ? readonly Templated<Item>[]
        : T extends object
          ? { readonly [Key in keyof T]: Templated<T[Key]> }
          : T;

/** A text of expression and literal parts: `` text`Promote ${expr.ctx.stage}` ``. */
export function text(strings: TemplateStringsArray, ...values: readonly (string | Expression)[]): TextTemplate {
  return {
    kind: "text",
    parts: strings.flatMap((part, index) => [part, ...values.slice(index, index + 1)]).filter((part) => part !== ""),
  };
}

/** A text literal of the expression language. */
export function literal(value: string): string {
  return `'${value.replaceAll("\\", "\\\\").replaceAll("'", "\\'").replaceAll("\n", "\\n").replaceAll("\r", "\\r")}'`;
}

function of(...parts: readonly (ExpressionPart | Expression)[]): Expression {
  return {
    kind: "expression",
    parts: parts.flatMap((part) => (typeof part === "object" && "parts" in part ? part.parts : [part])),
  };
}

function typed(expression: Expression): Expression {
  return { ...expression, typed: true };
}

type Operand = string | number | boolean | Expression;

function operand(value: Operand): Expression {
  if (typeof value === "object") return value;
  return of(typeof value === "string" ? literal(value) : String(value));
}

function fields<const Names extends string>(
  head: readonly ExpressionPart[],
  names: readonly Names[],
): Readonly<Record<Names, Expression>> {
  return Object.fromEntries(names.map((name) => [name, of(...head, `.${name}`)])) as Record<Names, Expression>;
}

const imageFields = ["RepoURL", "Tag", "Digest"] as const;
const commitFields = ["RepoURL", "ID", "Branch", "Tag", "Message", "Author", "Committer"] as const;
const chartFields = ["RepoURL", "Name", "Version"] as const;

/** A way into a value: `.commit`, or `['update-image']` for a key that isn't a plain name. */
function member(key: string): string {
  return /^[A-Za-z_]\w*$/.test(key) ? `.${key}` : `[${literal(key)}]`;
}

function path(head: string, keys: readonly string[]): Expression {
  return of(head, ...keys.map(member));
}

function joined(operator: string, operands: readonly Expression[]): Expression {
  return typed(of(...operands.flatMap((each, index) => [index === 0 ? "(" : ` ${operator} (`, each, ")"])));
}

/**
 * Makes expressions: the right words, quoting and escaping. What takes a repository's URL follows the mirrors; what takes a
 * subscription's name finds it in the Warehouses a Stage takes Freight from.
 * Source of the functions: Kargo, pkg/expressions/function.
 */
export const expr = {
  /** The Freight's image of a repository: `expr.imageFrom("docker.io/acme/web").Tag`. */
  imageFrom: (repoURL: string) => fields(["imageFrom(", { url: repoURL }, ")"], imageFields),
  /** The Freight's commit of a Git repository: `expr.commitFrom("https://…").ID`. */
  commitFrom: (repoURL: string) => fields(["commitFrom(", { url: repoURL }, ")"], commitFields),
  /** The Freight's chart; an HTTP repository needs the chart's name. */
  chartFrom: (repoURL: string, name?: string) =>
    fields(["chartFrom(", { url: repoURL }, name === undefined ? ")" : `, ${literal(name)})`], chartFields),
  /** The image of a subscription by its name in the definition, `"image"` or `"<warehouse>.image"`. */
  image: (subscription: string) => fields(["imageFrom(", { subscription, of: "image" }, ")"], imageFields),
  /** The commit of a Git subscription by its name. */
  commit: (subscription: string) => fields(["commitFrom(", { subscription, of: "git" }, ")"], commitFields),
  /** The chart of a chart subscription by its name. */
  chart: (subscription: string) => fields(["chartFrom(", { subscription, of: "chart" }, ")"], chartFields),
  /** What Kargo knows of the promotion that runs. */
  ctx: {
    project: of("ctx.project"),
    promotion: of("ctx.promotion"),
    stage: of("ctx.stage"),
    actor: of("ctx.meta.promotion.actor"),
    targetFreight: { name: of("ctx.targetFreight.name") },
  },
  /** A variable of the Stage, its promotion template, the step or the PromotionTask. */
  variable: (name: string) => path("vars", [name]),
  /** An output of an earlier step by its alias; `step(…).outputs` is the typed way. */
  output: (alias: string, ...keys: readonly string[]) => path("outputs", [alias, ...keys]),
  /** Inside a PromotionTask: an output of an earlier step of the same task. */
  taskOutput: (alias: string, ...keys: readonly string[]) => path("task.outputs", [alias, ...keys]),
  /** A value of a Secret in the Project's namespace. */
  secret: (name: string, key: string) => of(`secret(${literal(name)})${member(key)}`),
  /** A value of a Secret that all Projects share. */
  sharedSecret: (name: string, key: string) => of(`sharedSecret(${literal(name)})${member(key)}`),
  /** A value of a ConfigMap in the Project's namespace. */
  configMap: (name: string, key: string) => of(`configMap(${literal(name)})${member(key)}`),
  /** For `if`: no step has failed so far; Kargo's default. */
  success: () => typed(of("success()")),
  /** For `if`: a step has failed. */
  failure: () => typed(of("failure()")),
  /** For `if`: always. */
  always: () => typed(of("always()")),
  /** How an earlier step ended: `Succeeded`, `Failed`, `Skipped` and so on. */
  status: (alias: string) => of(`status(${literal(alias)})`),
  equal: (left: Operand, right: Operand) => typed(of(operand(left), " == ", operand(right))),
  notEqual: (left: Operand, right: Operand) => typed(of(operand(left), " != ", operand(right))),
  and: (...operands: readonly Expression[]) => joined("&&", operands),
  or: (...operands: readonly Expression[]) => joined("||", operands),
  not: (operand: Expression) => typed(of("!(", operand, ")")),
  /** Keeps the result's own type: a number stays one. For fields that aren't texts. */
  typed,
  /** Anything else, in expr-lang's own words without `${{ }}`; checked like all others. */
  raw: (expression: string) => of(expression),
} as const;
