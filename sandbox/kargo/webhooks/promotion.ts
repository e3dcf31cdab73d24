import { isDeepStrictEqual } from "node:util";
import { originKey } from "../../../promotion/freight.ts";
import type { ClusterClient } from "../../cluster/cluster-client.ts";
import { candidates, isAvailable } from "../availability.ts";
import {
  createActorAnnotation,
  holdAnnotation,
  kubernetesActor,
  resumeAnnotation,
  shardLabel,
  stageKey,
} from "../keys.ts";
import { type FreightObject, isControlFlow, type PromotionObject, type StageObject } from "../objects.ts";
import { kargoPath } from "../paths.ts";
import { labelValue, promotionName } from "../promotion-name.ts";
import { availableFreight } from "../reads.ts";
import { withActor } from "./abort-request.ts";
import { authorizePromotion } from "./authorize-promotion.ts";
import { builtSteps } from "./built-steps.ts";
import { withHoldIntent } from "./hold-intent.ts";
import { isControlPlane } from "./identity.ts";
import { projectFaults } from "./project-namespace.ts";
import { internal, invalid } from "./refusal.ts";
import type { AdmissionRequest } from "./review.ts";

type Request = AdmissionRequest<PromotionObject>;

/**
 * Completes a Promotion: name, Freight of an origin, who made it, steps and variables of its Stage, owner, labels.
 * Source of all here: kargo v1.11.2, pkg/webhook/kubernetes/promotion/webhook.go.
 */
export async function completePromotion(request: Request, client: ClusterClient): Promise<PromotionObject> {
  const { object } = request;
  const { namespace = "", annotations = {}, labels = {} } = object.metadata;
  const stage = await client.get<StageObject>(kargoPath(namespace, "stages", object.spec.stage));
  if (!stage) {
    const detail = `could not find Stage "${object.spec.stage}" in namespace "${namespace}"`;
    throw invalid("Promotion", object.metadata.name ?? "", [{ path: "spec.stage", value: object.spec.stage, detail }]);
  }
  const created = request.operation === "CREATE" ? await completeNew(request, stage, client) : undefined;
  const completed = created ?? {
    ...object,
    metadata: { ...object.metadata, annotations: preserved(request, annotations) },
  };
  const { [shardLabel]: _shard, ...others } = labels;
  const { name, uid } = stage.metadata;
  const { shard } = stage.spec;
  return {
    ...completed,
    metadata: {
      ...completed.metadata,
      labels: { ...others, ...(shard && { [shardLabel]: shard }), [stageKey]: labelValue(object.spec.stage) },
      annotations: { ...completed.metadata.annotations, [stageKey]: object.spec.stage },
      ownerReferences: [
        {
          apiVersion: "kargo.akuity.io/v1alpha1",
          kind: "Stage",
          name,
          uid,
          controller: true,
          blockOwnerDeletion: true,
        },
      ],
    } as PromotionObject["metadata"],
  };
}

async function completeNew(request: Request, stage: StageObject, client: ClusterClient): Promise<PromotionObject> {
  const { object } = request;
  const { origin, ...spec } = object.spec;
  const resolved = origin && !spec.freight ? await candidateOf(stage, originKey(origin), object, client) : undefined;
  const freight = resolved ?? spec.freight;
  const name = promotionName(stage.metadata.name, freight ?? "");
  if (isControlFlow(stage)) {
    const detail = `Stage "${spec.stage}" in namespace "${stage.metadata.namespace}" defines no promotion steps`;
    throw invalid("Promotion", name, [{ path: "spec.stage", value: spec.stage, detail }]);
  }
  const actor = isControlPlane(request)
    ? {}
    : { [createActorAnnotation]: `${kubernetesActor}${request.userInfo.username}` };
  const annotations = withActor({ ...object.metadata.annotations, ...actor }, undefined, { request, word: "action" });
  const { steps, vars } = await builtSteps(stage, client);
  const completed: PromotionObject = {
    ...object,
    metadata: { ...object.metadata, name },
    spec: {
      ...spec,
      ...(freight ? { freight } : {}),
      ...(origin && resolved === undefined ? { origin } : {}),
      vars: vars.length > 0 ? vars : undefined,
      steps,
    } as PromotionObject["spec"],
  };
  const intent = await withHoldIntent(annotations, { request, promotion: completed, stage, client });
  return { ...completed, metadata: { ...completed.metadata, annotations: intent } };
}

async function candidateOf(stage: StageObject, origin: string, promotion: PromotionObject, client: ClusterClient) {
  const available = await availableFreight(client, stage).catch((error) => {
    throw internal(`list available freight: ${error.message}`);
  });
  const candidate = candidates(stage, available).get(origin);
  if (candidate) return candidate.metadata.name;
  const detail = `no auto-promotion candidate found for origin "${origin}" on Stage "${stage.metadata.name}"`;
  throw invalid("Promotion", promotion.metadata.name ?? "", [{ path: "spec.origin", value: origin, detail }]);
}

/** What was said when it was made stays as it was said. */
function preserved(request: Request, annotations: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  const old = request.oldObject.metadata.annotations ?? {};
  const kept: Record<string, string> = { ...annotations };
  for (const key of [createActorAnnotation, holdAnnotation, resumeAnnotation]) {
    const value = old[key];
    if (value === undefined) delete kept[key];
    else kept[key] = value;
  }
  return withActor(kept, old, { request, word: "action" });
}

/** Refuses a Promotion that who asks may not make, that takes Freight its Stage can't have, or that changes another. */
export async function judgePromotion(request: Request, client: ClusterClient): Promise<void> {
  if (request.operation === "DELETE") return authorizePromotion(request, request.oldObject, "delete", client);
  const { object: promotion, oldObject } = request;
  const { name, namespace = "" } = promotion.metadata;
  const refuse = (path: string, value: unknown, detail: string) =>
    invalid("Promotion", name, [{ path, value, detail }]);
  const authorize = (action: "create" | "update") =>
    authorizePromotion(request, promotion, action, client).catch((error: Error) => {
      throw internal(error.message);
    });
  if (request.operation === "UPDATE") {
    await authorize("update");
    if (!isDeepStrictEqual(promotion.spec, oldObject.spec)) throw refuse("spec", promotion.spec, "spec is immutable");
    return;
  }
  const faults = await projectFaults(client, namespace);
  if (faults.length > 0) throw invalid("Promotion", name, faults);
  await authorize("create");
  if (!promotion.spec.freight === !promotion.spec.origin) {
    throw refuse("spec", promotion.spec, "exactly one of spec.freight or spec.origin must be set");
  }
  const stage = await client.get<StageObject>(kargoPath(namespace, "stages", promotion.spec.stage));
  const freight = await client.get<FreightObject>(kargoPath(namespace, "freights", promotion.spec.freight ?? ""));
  if (stage && freight && isAvailable(stage, freight, Date.now())) return;
  throw refuse("spec.freight", promotion.spec.freight, "Freight is not available to this Stage");
}
