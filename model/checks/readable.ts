import { isRecord } from "../json.ts";
import { stagesOf } from "../names.ts";
import { isPlainName } from "../words.ts";

/** The parts of unchecked data that have the right type; what hasn't is left out here and told by the shape check. */
export interface Readable {
  /** Path of everything: the app's name, or `pipeline` when it can't be read. */
  readonly root: string;
  readonly app: string | undefined;
  readonly warehouses: ReadonlyMap<string, ReadableWarehouse>;
  readonly stages: ReadonlyMap<string, ReadableStage>;
  /** The pipeline's promotion template. */
  readonly template: Readonly<Record<string, unknown>> | undefined;
  /** Nothing at all is written in its place. */
  readonly noTemplate: boolean;
  readonly tasks: ReadonlyMap<string, Readonly<Record<string, unknown>>>;
}

export interface ReadableSubscription {
  readonly name: string;
  /** Below the Warehouse: `git`, `subscriptions.web`. */
  readonly path: readonly string[];
  /** `image`, `git` or `chart`; undefined when it can't be told. */
  readonly kind: string | undefined;
  readonly fields: Readonly<Record<string, unknown>>;
}

export interface ReadableWarehouse {
  readonly subscriptions: readonly ReadableSubscription[];
  readonly freightCreationCriteria: Readonly<Record<string, unknown>> | undefined;
  readonly manual: boolean;
  readonly interval: string | undefined;
  readonly shard: unknown;
}

/** What a Stage takes of one Warehouse, or of whatever Warehouses its upstreams have. */
export interface ReadableRequest {
  /** Below the Stage: `from`, `from.main`. */
  readonly path: readonly string[];
  readonly warehouse: string | undefined;
  readonly direct: boolean;
  readonly upstreams: readonly string[];
  readonly requiredSoakTime: string | undefined;
  readonly availabilityStrategy: string | undefined;
  readonly selectionPolicy: string | undefined;
}

export interface ReadableStage {
  readonly requests: readonly ReadableRequest[];
  /** Names of upstream environments. */
  readonly upstreams: readonly string[];
  readonly protected: boolean;
  readonly autoPromotion: boolean;
  readonly controlFlow: boolean;
  readonly targets: readonly unknown[];
  /** Names of Kargo's Stages, one per target. */
  readonly names: readonly string[];
  /** Its own promotion template. */
  readonly template: Readonly<Record<string, unknown>> | undefined;
  readonly fields: Readonly<Record<string, unknown>>;
}

export function readable(pipeline: unknown): Readable {
  const top = isRecord(pipeline) ? pipeline : {};
  const app = text(top.app);
  return {
    root: app !== undefined && isPlainName(app) ? app : "pipeline",
    app,
    warehouses: map(top.warehouses, (definition) => ({
      subscriptions: [
        ...["image", "git", "chart"].flatMap((name) => subscription(name, [name], definition[name])),
        ...Object.entries(record(definition.subscriptions) ?? {}).flatMap(([name, value]) =>
          subscription(name, ["subscriptions", name], value),
        ),
      ],
      freightCreationCriteria: record(definition.freightCreationCriteria),
      manual: definition.freightCreationPolicy === "Manual",
      interval: text(definition.interval),
      shard: definition.shard,
    })),
    stages: map(top.stages, (definition, name) => {
      const requests = requestsOf(definition);
      return {
        requests,
        upstreams: [...new Set(requests.flatMap((request) => request.upstreams))],
        protected: definition.protected === true,
        autoPromotion: definition.autoPromotion === true,
        controlFlow: definition.controlFlow === true,
        targets: Array.isArray(definition.targets) ? definition.targets : [],
        names: stagesOf(name, definition).map((stage) => stage.stage),
        template: record(definition.promotionTemplate),
        fields: definition,
      };
    }),
    template: record(top.promotionTemplate),
    noTemplate: isRecord(pipeline) && top.promotionTemplate === undefined,
    tasks: map(top.promotionTasks, (definition) => definition),
  };
}

function subscription(name: string, path: readonly string[], value: unknown): ReadableSubscription[] {
  const fields = record(value);
  if (fields === undefined) return [];
  const kind = path.length === 1 ? name : text(fields.kind);
  return [{ name, path, kind, fields }];
}

function requestsOf(definition: Record<string, unknown>): ReadableRequest[] {
  const { from } = definition;
  const origin = record(from);
  if (origin !== undefined && (typeof origin.kind === "string" || "name" in origin)) {
    return [request(["from"], text(origin.name), true, [], definition)];
  }
  if (origin === undefined) return [request(["from"], undefined, false, names(from), definition)];
  return Object.entries(origin).map(([warehouse, value]) => {
    const each = record(value) ?? {};
    return request(["from", warehouse], warehouse, each.direct === true, names(each.stages), each);
  });
}

function request(
  path: readonly string[],
  warehouse: string | undefined,
  direct: boolean,
  upstreams: readonly string[],
  how: Readonly<Record<string, unknown>>,
): ReadableRequest {
  return {
    path,
    warehouse,
    direct,
    upstreams,
    requiredSoakTime: text(how.requiredSoakTime),
    availabilityStrategy: text(how.availabilityStrategy),
    selectionPolicy: text(how.selectionPolicy),
  };
}

function names(value: unknown): string[] {
  return (Array.isArray(value) ? value : [value]).filter((each): each is string => typeof each === "string");
}

export function text(value: unknown): string | undefined {
  return typeof value === "string" ? value : undefined;
}

export function record(value: unknown): Record<string, unknown> | undefined {
  return isRecord(value) ? value : undefined;
}

function map<T>(value: unknown, read: (item: Record<string, unknown>, key: string) => T): Map<string, T> {
  return new Map(Object.entries(record(value) ?? {}).map(([key, item]) => [key, read(record(item) ?? {}, key)]));
}
