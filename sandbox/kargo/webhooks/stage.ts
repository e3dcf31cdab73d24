import { originKey } from "../../../promotion/freight.ts";
import type { PromotionStep } from "../../../promotion/promotion-step.ts";
import type { ClusterClient } from "../../cluster/cluster-client.ts";
import { abortAnnotation, reverifyAnnotation, shardLabel } from "../keys.ts";
import type { StageObject } from "../objects.ts";
import { withActor } from "./abort-request.ts";
import { projectFaults } from "./project-namespace.ts";
import { type FieldError, invalid } from "./refusal.ts";
import type { AdmissionRequest } from "./review.ts";

type Request = AdmissionRequest<StageObject>;

/** Labels a Stage with its shard and notes who asks for a verification. Source of all here: kargo v1.11.2, pkg/webhook/kubernetes/stage/webhook.go. */
export async function completeStage(request: Request): Promise<StageObject> {
  const { object, oldObject } = request;
  const old = oldObject?.metadata.annotations;
  const word = "id" as const;
  const given = object.metadata.annotations;
  const reverify = given && withActor(given, old, { request, key: reverifyAnnotation, word });
  const annotations = reverify && withActor(reverify, old, { request, key: abortAnnotation, word });
  return withShard({ ...object, metadata: { ...object.metadata, ...(annotations && { annotations }) } });
}

/** The label that tells controllers their objects follows the field. */
export function withShard<T extends StageObject | ShardedObject>(object: T): T {
  const { shard } = object.spec;
  const { labels } = object.metadata;
  if (!shard && labels?.[shardLabel] === undefined) return object;
  const { [shardLabel]: _shard, ...others } = labels ?? {};
  return { ...object, metadata: { ...object.metadata, labels: { ...others, ...(shard && { [shardLabel]: shard }) } } };
}

type ShardedObject = Pick<StageObject, "metadata"> & { readonly spec: { readonly shard?: string } };

export async function judgeStage({ object, operation }: Request, client: ClusterClient): Promise<void> {
  const { name, namespace = "" } = object.metadata;
  const faults = operation === "CREATE" ? await projectFaults(client, namespace) : [];
  const steps = object.spec.promotionTemplate?.spec.steps ?? [];
  const path = "spec.promotionTemplate.spec.steps";
  const all = [...faults, ...requestFaults(object), ...stepFaults(path, steps), ...taskFaults(path, steps)];
  if (all.length > 0) throw invalid("Stage", name, all);
}

function requestFaults({ spec }: StageObject): FieldError[] {
  const path = "spec.requestedFreight";
  const seen = new Map<string, number>();
  return spec.requestedFreight.flatMap(({ origin, sources }, index) => {
    const key = originKey(origin);
    const times = (seen.get(key) ?? 0) + 1;
    seen.set(key, times);
    const detail = `freight with origin ${key} requested multiple times in ${path}`;
    const repeated = times === 2 ? [{ path, value: spec.requestedFreight, detail }] : [];
    const policy = sources.autoPromotionOptions?.selectionPolicy;
    if (policy !== "MatchUpstream") return repeated;
    const at = { path: `${path}[${index}].sources.autoPromotionOptions.selectionPolicy`, value: policy };
    const direct = "selection policy 'MatchUpstream' cannot be used when accepting Freight directly from its origin";
    const many = "selection policy 'MatchUpstream' requires exactly one upstream Stage to be specified";
    return [
      ...repeated,
      ...(sources.direct ? [{ ...at, detail: direct }] : []),
      ...(sources.stages?.length === 1 ? [] : [{ ...at, detail: many }]),
    ];
  });
}

/** Of Stages and tasks alike. Source: kargo v1.11.2, pkg/webhook/kubernetes/promotion_steps.go. */
export function stepFaults(path: string, steps: readonly PromotionStep[]): FieldError[] {
  const places = new Map<string, number>();
  return steps.flatMap(({ as = "" }, index) => {
    const alias = as.trim();
    if (alias === "") return [];
    const at = { path: `${path}[${index}].as`, value: alias };
    const first = places.get(alias);
    if (first === undefined) places.set(alias, index);
    return [
      ...(first === undefined ? [] : [{ ...at, detail: `step alias duplicates that of ${path}[${first}]` }]),
      ...(/^(step|task)-\d+$/.test(alias) ? [{ ...at, detail: "step alias is reserved" }] : []),
    ];
  });
}

function taskFaults(path: string, steps: readonly PromotionStep[]): FieldError[] {
  const head = "PromotionTemplate step referencing a task cannot have";
  return steps.flatMap((step, index) => {
    if (!step.task) return [];
    const fault = (field: string, what: string): FieldError => ({
      path: `${path}[${index}].${field}`,
      detail: `${head} ${what}`,
      type: "Forbidden",
    });
    return [
      ...(step.if ? [fault("if", "an 'if' condition")] : []),
      ...(step.config === undefined ? [] : [fault("config", "a config")]),
    ];
  });
}
