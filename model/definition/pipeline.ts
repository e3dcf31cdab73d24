import { frozenCopy, isRecord } from "../json.ts";
import { stagesOf } from "../names.ts";
import { UserError } from "../problem.ts";
import type { RenderedKustomize, RenderedKustomizeTemplate, StageFacts } from "./promotion-template.ts";
import type { StageDefinition } from "./stage.ts";
import type { WarehouseDefinition } from "./warehouse.ts";

/** A pipeline as plain, frozen data. Not yet checked: `check` finds what is wrong with it, `compile` refuses it then. */
export interface Pipeline {
  /** The app's name; also the Kargo Project's. */
  readonly app: string;
  /** Warehouses by name. */
  readonly warehouses: Readonly<Record<string, WarehouseDefinition>>;
  readonly promotionTemplate: RenderedKustomize;
  /** Environments by name. Their order in the definition breaks ties in the order of promotion. */
  readonly stages: Readonly<Record<string, StageDefinition>>;
}

interface Definition<Warehouses extends string, Environments extends string> {
  readonly warehouses: Readonly<Record<Warehouses, WarehouseDefinition>>;
  readonly promotionTemplate: RenderedKustomizeTemplate;
  readonly stages: {
    readonly [Name in Environments]: StageDefinition<NoInfer<Warehouses>, NoInfer<Exclude<Environments, Name>>>;
  };
}

/**
 * Defines a pipeline. An unknown upstream, a Stage that is its own upstream and a protected Stage fed from a Warehouse
 * don't compile; the same and much more is found by `check` at run time, because native type stripping checks no types.
 *
 * @throws UserError when the template's `overlay` function throws
 */
export function pipeline<const Warehouses extends string, const Environments extends string>(
  app: string,
  definition: Definition<Warehouses, Environments>,
): Pipeline {
  const { promotionTemplate, ...rest }: Record<string, unknown> = isRecord(definition) ? definition : {};
  return frozenCopy({
    app,
    ...rest,
    ...(promotionTemplate === undefined ? {} : { promotionTemplate: resolve(app, promotionTemplate, rest.stages) }),
  }) as unknown as Pipeline;
}

/** Calls `overlay` once per Stage, so that what is kept is data; anything that isn't a template is left to `check`. */
function resolve(app: string, template: unknown, stages: unknown): unknown {
  if (!isRecord(template) || typeof template.overlay !== "function") return template;
  const { overlay, ...rest } = template;
  const facts = isRecord(stages) ? Object.entries(stages).flatMap(([name, stage]) => stagesOf(name, stage)) : [];
  const call = overlay as (stage: StageFacts) => unknown;
  return { ...rest, overlays: Object.fromEntries(facts.map((stage) => [stage.stage, overlayOf(app, call, stage)])) };
}

function overlayOf(app: string, overlay: (stage: StageFacts) => unknown, stage: StageFacts): unknown {
  try {
    return overlay(stage);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new UserError(
      `pipeline "${app}": promotionTemplate.overlay threw for Stage "${stage.stage}": ${reason}. Return the Stage's folder as text.`,
    );
  }
}
