import type { ExprEnvironment } from "./environment.ts";
import { evaluateJsonTemplate, evaluateTemplate } from "./evaluate-template.ts";
import type { ArtifactSource } from "./find-artifacts.ts";
import {
  dataFunctions,
  type ExprStepMetadata,
  freightFunctions,
  type KargoStores,
  statusFunctions,
  utilityFunctions,
} from "./kargo-functions.ts";

/** Everything that expressions of one Promotion can ask for. */
export interface PromotionData extends ArtifactSource {
  readonly stores: KargoStores;
  /** What `now()` gives. */
  readonly now?: () => Date;
}

/** What one place of a Promotion knows on top. */
export interface PromotionScope {
  /** `ctx`, `vars` and, where upstream has them, `outputs`, `stepMetas` and `task`. */
  readonly variables: Readonly<Record<string, unknown>>;
  /** For always(), success(), failure() and status(): only in a step's `if` and `config`. */
  readonly status?: { readonly alias: string; readonly metadata: readonly ExprStepMetadata[] };
}

/**
 * What an expression of a Promotion, or a verification argument of its Stage, may read and call.
 * Source: akuity/kargo v1.11.2, pkg/promotion/evaluator.go.
 */
export function promotionEnvironment(data: PromotionData, scope: PromotionScope): ExprEnvironment {
  return {
    variables: scope.variables,
    functions: {},
    natives: {
      ...freightFunctions(data),
      ...dataFunctions(data.stores),
      ...utilityFunctions,
      ...(scope.status === undefined ? {} : statusFunctions(scope.status.alias, scope.status.metadata)),
    },
    ...(data.now === undefined ? {} : { now: data.now() }),
  };
}

/** The two ways in which a Promotion's texts are evaluated; promotion/evaluator.ts asks for exactly this. */
export function promotionExpressions(data: PromotionData): {
  template(text: string, scope: PromotionScope): Promise<unknown>;
  json(value: unknown, scope: PromotionScope): Promise<unknown>;
} {
  return {
    template: (text, scope) => evaluateTemplate(text, promotionEnvironment(data, scope)),
    json: (value, scope) => evaluateJsonTemplate(value, promotionEnvironment(data, scope)),
  };
}
