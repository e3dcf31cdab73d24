import { originKey } from "../../../promotion/freight.ts";
import { isTerminal } from "../../../promotion/step-metadata.ts";
import type { ClusterClient } from "../../cluster/cluster-client.ts";
import { candidates } from "../availability.ts";
import type { FreightObject, PromotionObject, StageObject } from "../objects.ts";
import { kargoPath } from "../paths.ts";

/**
 * The Freight that is to be promoted now without anybody's hand: for each origin that isn't held its candidate, unless
 * the Stage has it, a Promotion of it is under way, or its newest one didn't succeed.
 * Source: kargo v1.11.2, autoPromoteFreight in pkg/controller/stages/regular_stages.go.
 */
export function freightToPromote(
  stage: StageObject,
  available: readonly FreightObject[],
  promotions: readonly PromotionObject[],
): FreightObject[] {
  const { status = {} } = stage;
  const chosen = candidates(stage, available);
  return stage.spec.requestedFreight.flatMap(({ origin }) => {
    const key = originKey(origin);
    const candidate = chosen.get(key);
    if (!candidate || status.effectiveAutoPromotionHolds?.[key]) return [];
    const { name } = candidate.metadata;
    if (status.freightHistory?.[0]?.items?.[key]?.name === name) return [];
    const awaited = status.currentPromotion?.freight;
    if (awaited?.name === name && originKey(awaited.origin) === key) return [];
    const last = status.lastPromotion?.name ?? "";
    const ofIt = promotions.filter(({ spec }) => spec.freight === name);
    const isOpen = ({ metadata, status: { phase } = {} }: PromotionObject) =>
      !isTerminal(phase) || (phase === "Succeeded" && metadata.name > last);
    if (ofIt.some(isOpen)) return [];
    const newest = ofIt.sort((a, b) => (a.metadata.name < b.metadata.name ? 1 : -1))[0];
    return newest && newest.status?.phase !== "Succeeded" ? [] : [candidate];
  });
}

/** Makes the least of a Promotion; the webhook completes it. */
export async function promote(client: ClusterClient, stage: StageObject, freight: string): Promise<void> {
  const { name, namespace = "" } = stage.metadata;
  const made = await client.create(kargoPath(namespace, "promotions"), {
    apiVersion: "kargo.akuity.io/v1alpha1",
    kind: "Promotion",
    metadata: { namespace, generateName: "promo-" },
    spec: { stage: name, freight },
  });
  console.log(`Promotion ${namespace}/${made.metadata.name}, by itself`);
}
