import { type Expression, expr, type Templated } from "../definition/expression.ts";
import type { StepConfigs } from "../kinds/steps.gen.ts";
import { type OutputsOf, stepOutputs } from "./outputs.ts";
import type { Value } from "./value.ts";

/** The names of Kargo's open-source promotion steps. */
export type StepName = keyof StepConfigs;

/** At most one of these fields: Kargo refuses two of them when a promotion runs. */
type AtMostOne<T, Keys extends keyof T> = Omit<T, Keys> &
  ({ [Key in Keys]: Pick<T, Key> & { [Other in Exclude<Keys, Key>]?: never } }[Keys] | { [Key in Keys]?: never });

type SetImage = NonNullable<StepConfigs["kustomize-set-image"]["images"]>[number];
type Checkout = StepConfigs["git-clone"]["checkout"][number];

/** Configs whose schemas say more than their generated types can. */
interface NarrowedConfigs {
  "kustomize-set-image": Omit<StepConfigs["kustomize-set-image"], "images"> & {
    images?: (Omit<SetImage, "tag" | "digest"> & ({ tag: string; digest?: never } | { digest: string; tag?: never }))[];
  };
  "git-clone": Omit<StepConfigs["git-clone"], "checkout"> & {
    checkout: AtMostOne<Checkout, "branch" | "commit" | "tag">[];
  };
}

/** What a step's config may hold, with expressions wherever a value goes. */
export type StepConfig<Name extends StepName> = Templated<
  Name extends keyof NarrowedConfigs ? NarrowedConfigs[Name] : StepConfigs[Name]
>;

export interface StepOptions {
  /** Runs the step only when this holds; `expr.failure()`, `expr.always()`. Default: no step has failed before it. */
  readonly if?: Expression;
  /** How long the step is tried again, and after how many errors in a row it gives up. Default: Kargo's for the step. */
  readonly retry?: { readonly timeout?: string; readonly errorThreshold?: number };
  /** The promotion goes on when the step fails. Default false. */
  readonly continueOnError?: boolean;
  /** Variables for this step alone. */
  readonly vars?: Readonly<Record<string, Value>>;
}

/** A promotion step as data. */
export interface Step extends StepOptions {
  readonly kind: "step";
  readonly uses: string;
  readonly as?: string;
  readonly config: unknown;
  /** Why a step that open-source Kargo doesn't have is here all the same. */
  readonly reason?: string;
}

/** A step whose alias is known, and with it what later steps can read of it. */
export type StepWithOutputs<Outputs> = Step & { readonly as: string; readonly outputs: Outputs };

/**
 * One of Kargo's open-source promotion steps. An unknown step and a wrong key of its config don't compile; with `as`, its
 * outputs are typed for later steps: `const commit = step("git-commit", {…}, { as: "commit" })`, then `commit.outputs.commit`.
 */
export function step<Name extends StepName>(
  uses: Name,
  config: StepConfig<Name>,
  options: StepOptions & { readonly as: string },
): StepWithOutputs<OutputsOf<Name>>;
export function step<Name extends StepName>(uses: Name, config: StepConfig<Name>, options?: StepOptions): Step;
export function step(uses: string, config: unknown, options: StepOptions & { readonly as?: string } = {}): Step {
  return withOutputs({ ...options, kind: "step", uses, config });
}

/** A step of another edition of Kargo, or of one's own: its config isn't known here, so it carries the reason for being used. */
export function otherEditionStep(
  uses: string,
  config: Readonly<Record<string, unknown>>,
  options: StepOptions & { readonly as?: string; readonly reason: string },
): Step {
  return { ...options, kind: "step", uses, config };
}

/** An output that the config names itself (`http`, `yaml-parse`, `compose-output`), or one of another edition's step. */
export function output(step: { readonly as: string }, ...keys: readonly string[]): Expression {
  return expr.output(step.as, ...keys);
}

/** Outputs don't enumerate, so that what is kept of a step is plain data. */
function withOutputs(step: Step): Step {
  if (step.as === undefined) return step;
  return Object.defineProperty({ ...step }, "outputs", { value: outputTree(step.uses, step.as), enumerable: false });
}

function outputTree(uses: string, alias: string): object {
  const tree: Record<string, unknown> = {};
  const table: Readonly<Record<string, readonly string[]>> = stepOutputs;
  for (const path of table[uses] ?? []) {
    const numeric = path === "pr.id" || path === "pr.open" || path === "pr.merged";
    const [first = "", second] = path.split(".");
    const value = numeric ? expr.typed(expr.output(alias, ...path.split("."))) : expr.output(alias, ...path.split("."));
    tree[first] = second === undefined ? value : { ...(tree[first] as object | undefined), [second]: value };
  }
  return tree;
}
