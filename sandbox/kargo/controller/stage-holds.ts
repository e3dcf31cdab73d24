import { originKey } from "../../../promotion/freight.ts";
import { holdAnnotation, resumeAnnotation } from "../keys.ts";
import type { Hold, PromotionObject, StageObject } from "../objects.ts";
import { holdOf } from "./stage-promotions.ts";

/**
 * The holds in force now: those of the status, and over them the newest wish of a Promotion that isn't taken over yet.
 * Source: kargo v1.11.2, computeEffectiveAutoPromotionHolds in pkg/controller/stages/regular_stages.go.
 */
export function effectiveHolds(
  stage: StageObject,
  promotions: readonly PromotionObject[],
  autoPromoted: boolean,
): Readonly<Record<string, Hold>> | undefined {
  if (!autoPromoted) return undefined;
  const holds: Record<string, Hold> = { ...stage.status?.autoPromotionHolds };
  const last = stage.status?.lastPromotion?.name ?? "";
  const fresh = promotions
    .filter(({ metadata, status }) => status?.phase !== "Aborted" && metadata.name > last)
    .sort((a, b) => (a.metadata.name < b.metadata.name ? 1 : -1));
  for (const { origin } of stage.spec.requestedFreight) {
    const key = originKey(origin);
    const wishes = ({ metadata }: PromotionObject, annotation: string) => metadata.annotations?.[annotation] === key;
    const newest = fresh.find((each) => wishes(each, holdAnnotation) || wishes(each, resumeAnnotation));
    if (!newest) continue;
    if (wishes(newest, holdAnnotation)) holds[key] = holdOf(newest, origin);
    else delete holds[key];
  }
  return Object.keys(holds).length > 0 ? holds : undefined;
}
