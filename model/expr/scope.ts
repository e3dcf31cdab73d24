/** Where an expression stands, and so which functions and variables upstream gives it. */
export type Place =
  /** A promotion step's `if` and every string in its `config`. */
  | "promotion-step"
  /** The same in a step of a PromotionTask or ClusterPromotionTask. */
  | "task-step"
  /** `vars` of a Stage or of its promotion template: no outputs yet. */
  | "promotion-var"
  /** `vars` of one step: earlier steps' outputs, but nothing about their status. */
  | "step-var"
  /** A verification argument of a Stage. */
  | "verification-arg"
  /** A Warehouse's `freightCreationCriteria.expression`; bare. */
  | "freight-criteria"
  /** A Git subscription's `expressionFilter`; bare. */
  | "git-filter"
  /** The `http` step's success, failure, error and output expressions; bare. */
  | "http-response"
  /** A generic webhook receiver's `whenExpression`; bare. */
  | "webhook-when"
  /** Names, values and labels in a generic webhook receiver's `targetSelectionCriteria`. */
  | "webhook-target"
  /** `fromExpression` of `yaml-parse` and its like, whose names are the file's own; bare. */
  | "parsed-file";

/** What is known where an expression stands. What is left out isn't known, and nothing is said about it. */
export interface Scope {
  readonly functions: Place;
  /** Names of the variables defined before. */
  readonly vars?: readonly string[];
  /** Values of those variables that are plain texts. */
  readonly constants?: ReadonlyMap<string, string>;
  /** Aliases of earlier steps. */
  readonly outputs?: readonly string[];
  /** Aliases of earlier steps of the same task. */
  readonly taskOutputs?: readonly string[];
  /** What the Stage's requested Freight, or the Warehouse, holds. */
  readonly repositories?: {
    readonly images: readonly string[];
    readonly git: readonly string[];
    readonly charts: readonly string[];
  };
}

type Arity = readonly [least: number, most: number];
type Functions = Readonly<Record<string, Arity>>;

const template: Functions = { quote: [1, 1], unsafeQuote: [1, 1], asYAML: [1, 1], asJSON: [1, 1] };
const freight: Functions = {
  warehouse: [1, 1],
  commitFrom: [1, 2],
  imageFrom: [1, 2],
  chartFrom: [1, 3],
  artifactFrom: [1, 2],
  freightMetadata: [1, 1],
};
const discovered: Functions = { commitFrom: [1, 1], imageFrom: [1, 1], chartFrom: [1, 2], artifactFrom: [1, 1] };
const data: Functions = {
  configMap: [1, 1],
  sharedConfigMap: [1, 1],
  secret: [1, 1],
  sharedSecret: [1, 1],
  freightMetadata: [1, 1],
  stageMetadata: [1, 1],
};
const utility: Functions = { semverDiff: [2, 2], semverParse: [1, 1] };
const status: Functions = { always: [0, 0], failure: [0, 0], success: [0, 0], status: [1, 1] };
const webhook: Functions = { normalizeGit: [1, 1], normalizeImage: [1, 1], normalizeChart: [1, 1] };
const common: Functions = { ...template, ...freight, ...data, ...utility };

/** What upstream gives an expression in one place. */
export interface Given {
  /** Kargo's functions, with the least and the most arguments. */
  readonly functions: Functions;
  /** The variables, or nothing when any name may be one. */
  readonly variables?: readonly string[];
}

/**
 * Functions and variables by place. Source: akuity/kargo v1.11.2, pkg/expressions/function/functions.go,
 * pkg/promotion/evaluator.go, pkg/controller/{warehouses,stages,git/commit}, pkg/webhook/external/generic.go and the http step.
 */
export const given: Readonly<Record<Place, Given>> = {
  "promotion-step": { functions: { ...common, ...status }, variables: ["ctx", "vars", "outputs", "stepMetas"] },
  "task-step": { functions: { ...common, ...status }, variables: ["ctx", "vars", "outputs", "stepMetas", "task"] },
  "promotion-var": { functions: common, variables: ["ctx", "vars"] },
  "step-var": { functions: common, variables: ["ctx", "vars", "outputs", "stepMetas", "task"] },
  "verification-arg": { functions: common, variables: ["ctx", "vars"] },
  "freight-criteria": { functions: discovered, variables: [] },
  "git-filter": {
    functions: {},
    variables: [
      ...["id", "author", "committer", "subject", "commitDate"],
      ...["tag", "creatorDate", "tagger", "annotation"],
    ],
  },
  "http-response": { functions: {}, variables: ["response"] },
  "webhook-when": { functions: webhook, variables: ["request", "params"] },
  "webhook-target": { functions: { ...template, ...webhook }, variables: ["request", "params"] },
  "parsed-file": { functions: {} },
};

/** Fields by name, with what is under them; null where a value stands. */
export interface Fields {
  readonly [name: string]: Fields | null;
}

const promotionContext: Fields = {
  uiBaseUrl: null,
  project: null,
  promotion: null,
  stage: null,
  targetFreight: { name: null, alias: null, origin: { name: null } },
  meta: { promotion: { actor: null, rollback: null }, step: { alias: null } },
};

/** What `ctx` holds. Source: akuity/kargo v1.11.2, pkg/promotion/evaluator.go, pkg/controller/stages. */
export const context: Readonly<Partial<Record<Place, Fields>>> = {
  "promotion-step": promotionContext,
  "task-step": promotionContext,
  "promotion-var": promotionContext,
  "step-var": promotionContext,
  "verification-arg": { project: null, stage: null },
};

const where: Readonly<Record<Place, string>> = {
  "promotion-step": "promotion steps",
  "task-step": "steps of a task",
  "promotion-var": "vars",
  "step-var": "a step's vars",
  "verification-arg": "verification arguments",
  "freight-criteria": "freightCreationCriteria",
  "git-filter": "expressionFilter",
  "http-response": "expressions of the http step",
  "webhook-when": "whenExpression",
  "webhook-target": "targetSelectionCriteria",
  "parsed-file": "fromExpression",
};

/** Where a function of Kargo's can be used, in words. */
export function placesOf(name: string): readonly string[] {
  return (Object.keys(given) as Place[])
    .filter((place) => Object.hasOwn(given[place].functions, name))
    .map((place) => where[place]);
}

/** Every function Kargo has anywhere. */
export const kargoFunctions: ReadonlySet<string> = new Set(
  Object.values(given).flatMap((place) => Object.keys(place.functions)),
);
