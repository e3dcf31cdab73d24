import { frozenCopy, isRecord } from "../json.ts";
import { stagesOf } from "../names.ts";
import type { PromotionTaskDefinition } from "../steps/task.ts";
import type { Notify } from "./notify.ts";
import type { PromotionTemplate, StageFacts } from "./promotion-template.ts";
import { type ResolvedTemplate, resolveTemplate } from "./resolved-template.ts";
import type { StageDefinition } from "./stage.ts";
import type { WarehouseDefinition } from "./warehouse.ts";

/** A pipeline as plain, frozen data. Not yet checked: `check` finds what is wrong with it, `compile` refuses it then. */
export interface Pipeline {
  /** The app's name; also the Kargo Project's. */
  readonly app: string;
  /** Warehouses by name. */
  readonly warehouses: Readonly<Record<string, WarehouseDefinition>>;
  /** How Freight is promoted into every Stage that doesn't say otherwise. */
  readonly promotionTemplate?: ResolvedTemplate;
  /** Steps that several Stages share, by name. */
  readonly promotionTasks?: Readonly<Record<string, PromotionTaskDefinition>>;
  /** Who is told of a promotion that failed. Default: nobody, and Kargo shows it. */
  readonly notify?: Notify;
  /** Environments by name. Their order in the definition breaks ties in the order of promotion. */
  readonly stages: Readonly<Record<string, PipelineStage>>;
}

/** An environment as a pipeline holds it. */
export type PipelineStage = WithData<StageDefinition>;

type WithData<Stage> = Stage extends { readonly controlFlow: true }
  ? Stage
  : Omit<Stage, "promotionTemplate"> & { readonly promotionTemplate?: ResolvedTemplate };

interface Definition<Warehouses extends string, Environments extends string> {
  readonly warehouses: Readonly<Record<Warehouses, WarehouseDefinition>>;
  readonly promotionTemplate?: PromotionTemplate;
  readonly promotionTasks?: Readonly<Record<string, PromotionTaskDefinition>>;
  readonly notify?: Notify;
  readonly stages: {
    readonly [Name in Environments]: StageDefinition<NoInfer<Warehouses>, NoInfer<Exclude<Environments, Name>>>;
  };
}

/**
 * Defines a pipeline. An unknown upstream, a Stage that is its own upstream and a protected Stage fed from a Warehouse
 * don't compile; the same and much more is found by `check` at run time, because native type stripping checks no types.
 *
 * @throws UserError when a template's function throws
 */
export function pipeline<const Warehouses extends string, const Environments extends string>(
  app: string,
  definition: Definition<Warehouses, Environments>,
): Pipeline {
  const { promotionTemplate, stages, ...rest }: Record<string, unknown> = isRecord(definition) ? definition : {};
  const facts = isRecord(stages)
    ? Object.entries(stages).map(([name, stage]) => [name, stagesOf(name, stage)] as const)
    : [];
  const where = `pipeline "${app}": promotionTemplate`;
  const promoted = facts.filter(([name]) => !hasOwnTemplate(stages, name)).flatMap(([, each]) => each);
  return frozenCopy({
    app,
    ...rest,
    ...(promotionTemplate === undefined
      ? {}
      : { promotionTemplate: resolveTemplate(where, promotionTemplate, promoted) }),
    ...(stages === undefined ? {} : { stages: withTemplates(app, stages, new Map(facts)) }),
  }) as unknown as Pipeline;
}

function hasOwnTemplate(stages: unknown, name: string): boolean {
  const stage = isRecord(stages) ? stages[name] : undefined;
  return isRecord(stage) && (stage["promotionTemplate"] !== undefined || stage["controlFlow"] === true);
}

function withTemplates(app: string, stages: unknown, facts: ReadonlyMap<string, readonly StageFacts[]>): unknown {
  if (!isRecord(stages)) return stages;
  const resolved: Record<string, unknown> = {};
  for (const [name, stage] of Object.entries(stages)) {
    const where = `pipeline "${app}": stages.${name}.promotionTemplate`;
    const value =
      isRecord(stage) && stage["promotionTemplate"] !== undefined
        ? { ...stage, promotionTemplate: resolveTemplate(where, stage["promotionTemplate"], facts.get(name) ?? []) }
        : stage;
    Object.defineProperty(resolved, name, { value, enumerable: true, configurable: true, writable: true });
  }
  return resolved;
}
