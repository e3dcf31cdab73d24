import { originKey } from "../../../promotion/freight.ts";
import type { ClusterClient } from "../../cluster/cluster-client.ts";
import { candidates } from "../availability.ts";
import { controllerActor, createActorAnnotation, holdAnnotation, resumeAnnotation } from "../keys.ts";
import type { FreightObject, PromotionObject, StageObject } from "../objects.ts";
import { kargoPath } from "../paths.ts";
import { availableFreight, isAutoPromoted } from "../reads.ts";
import { isControlPlane } from "./identity.ts";
import type { AdmissionRequest } from "./review.ts";

type Annotations = Readonly<Record<string, string>>;

/**
 * A person's Promotion of other Freight than the one auto-promotion would choose holds auto-promotion for that origin;
 * one of that Freight lets it go on. Says so by an annotation, which only Kargo writes.
 * Source: kargo v1.11.2, webhook.syncHoldAnnotations in pkg/webhook/kubernetes/promotion/webhook.go.
 */
export async function withHoldIntent(
  annotations: Annotations,
  { request, promotion, stage, client }: HoldArgs,
): Promise<Annotations> {
  const actor = annotations[createActorAnnotation];
  if (isControlPlane(request) && (!actor || actor.startsWith(controllerActor))) return annotations;
  const { [holdAnnotation]: _hold, [resumeAnnotation]: _resume, ...others } = annotations;
  try {
    return { ...others, ...(await intent(promotion, stage, client)) };
  } catch (error) {
    // As upstream: what is wished beside the Promotion never stops it.
    console.error(`skipping auto-promotion intent annotation: ${error}`);
    return others;
  }
}

interface HoldArgs {
  readonly request: AdmissionRequest;
  readonly promotion: PromotionObject;
  readonly stage: StageObject;
  readonly client: ClusterClient;
}

async function intent(promotion: PromotionObject, stage: StageObject, client: ClusterClient): Promise<Annotations> {
  const { freight: name = "" } = promotion.spec;
  if (name === "" || !(await isAutoPromoted(client, stage))) return {};
  const freight = await client.get<FreightObject>(kargoPath(stage.metadata.namespace ?? "", "freights", name));
  if (!freight) return {};
  const origin = originKey(freight.origin);
  const candidate = candidates(stage, await availableFreight(client, stage)).get(origin);
  return candidate?.metadata.name === name ? { [resumeAnnotation]: origin } : { [holdAnnotation]: origin };
}
