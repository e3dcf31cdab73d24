import { isRecord } from "../json.ts";
import { stagesOf } from "../names.ts";

/** The parts of unchecked data that have the right type; what hasn't is left out here and told by the shape check. */
export interface Readable {
  /** Path of everything: the app's name, or `pipeline` when it can't be read. */
  readonly root: string;
  readonly app: string | undefined;
  readonly warehouses: ReadonlyMap<string, ReadableWarehouse>;
  readonly stages: ReadonlyMap<string, ReadableStage>;
  readonly template: Readonly<Record<string, unknown>>;
}

export interface ReadableWarehouse {
  readonly image: Readonly<Record<string, unknown>> | undefined;
  readonly git: Readonly<Record<string, unknown>> | undefined;
  readonly freightCreationCriteria: Readonly<Record<string, unknown>> | undefined;
  readonly interval: string | undefined;
}

export interface ReadableStage {
  /** An upstream environment's name. */
  readonly upstream: string | undefined;
  /** A Warehouse's name. */
  readonly warehouse: string | undefined;
  readonly protected: boolean;
  readonly autoPromotion: boolean;
  readonly requiredSoakTime: string | undefined;
  readonly targets: readonly unknown[];
  /** Names of Kargo's Stages, one per target. */
  readonly names: readonly string[];
}

export function readable(pipeline: unknown): Readable {
  const top = isRecord(pipeline) ? pipeline : {};
  const app = text(top.app);
  return {
    root: app !== undefined && /^[\w-]+$/.test(app) ? app : "pipeline",
    app,
    warehouses: map(top.warehouses, (definition) => ({
      image: record(definition.image),
      git: record(definition.git),
      freightCreationCriteria: record(definition.freightCreationCriteria),
      interval: text(definition.interval),
    })),
    stages: map(top.stages, (definition, name) => ({
      upstream: text(definition.from),
      warehouse: text(record(definition.from)?.name),
      protected: definition.protected === true,
      autoPromotion: definition.autoPromotion === true,
      requiredSoakTime: text(definition.requiredSoakTime),
      targets: Array.isArray(definition.targets) ? definition.targets : [],
      names: stagesOf(name, definition).map((stage) => stage.stage),
    })),
    template: record(top.promotionTemplate) ?? {},
  };
}

export function text(value: unknown): string | undefined {
  return typeof value === "string" ? value : undefined;
}

function record(value: unknown): Record<string, unknown> | undefined {
  return isRecord(value) ? value : undefined;
}

function map<T>(value: unknown, read: (item: Record<string, unknown>, key: string) => T): Map<string, T> {
  return new Map(Object.entries(record(value) ?? {}).map(([key, item]) => [key, read(record(item) ?? {}, key)]));
}
