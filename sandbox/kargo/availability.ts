import type { FreightRequest } from "../../promotion/freight.ts";
import { originKey } from "../../promotion/freight.ts";
import { availability, longestSoak, soakTime } from "../../promotion/freight-availability.ts";
import type { FreightObject, StageObject } from "./objects.ts";

/**
 * Whether a Stage takes a Freight. What its admission and each Promotion ask.
 * Source: kargo v1.11.2, Stage.IsFreightAvailable in api/v1alpha1/stage_types.go.
 *
 * @param now in milliseconds
 */
export function isAvailable(stage: StageObject, freight: FreightObject, now: number): boolean {
  return stage.metadata.namespace === freight.metadata.namespace && availability(stage, freight, now).available;
}

/**
 * What a Stage could be promoted to, from which candidates are chosen. Not the same rule as {@link isAvailable}: with a
 * required soak and `All`, Freight that has soaked in any other Stage too is left out, and with `OneOf` a soak in any
 * Stage counts. Source: kargo v1.11.2, pkg/api/{stage,warehouse}.go.
 */
export function listAvailable(stage: StageObject, all: readonly FreightObject[], now: number): FreightObject[] {
  const found = new Map<string, FreightObject>();
  for (const { origin, sources } of stage.spec.requestedFreight) {
    const fromWarehouse = all.filter((freight) => freight.origin.name === origin.name);
    const chosen = sources.direct
      ? fromWarehouse
      : fromWarehouse.filter((freight) => selected(freight, stage.metadata.name, sources, now));
    for (const freight of chosen) found.set(freight.metadata.name, freight);
  }
  return [...found.values()].sort((a, b) => (a.metadata.name < b.metadata.name ? -1 : 1));
}

function selected(freight: FreightObject, stage: string, sources: FreightRequest["sources"], now: number): boolean {
  const { stages = [], availabilityStrategy, requiredSoakTime, autoPromotionOptions } = sources;
  const matchUpstream = autoPromotionOptions?.selectionPolicy === "MatchUpstream";
  if (matchUpstream && !isCurrentlyIn(freight, stages[0] ?? "")) return false;
  const approved = isApproved(freight, stage);
  const verified = (upstream: string) => isVerified(freight, upstream);
  const all = availabilityStrategy === "All";
  if (!approved && !(all ? stages.every(verified) : stages.some(verified))) return false;
  if (approved || stages.length === 0 || requiredSoakTime === undefined) return true;
  const soaked = Object.keys(freight.status?.verifiedIn ?? {}).filter((upstream) =>
    hasSoaked(freight, upstream, requiredSoakTime, now),
  );
  if (all) return soaked.length === new Set(stages).size && stages.every((upstream) => soaked.includes(upstream));
  return soaked.length > 0;
}

/** The Freight of each origin that auto-promotion would choose, by origin. */
export function candidates(stage: StageObject, available: readonly FreightObject[]): Map<string, FreightObject> {
  const chosen = new Map<string, FreightObject>();
  for (const { origin, sources } of stage.spec.requestedFreight) {
    const key = originKey(origin);
    const [newest, ...others] = available.filter((freight) => originKey(freight.origin) === key).sort(newestFirst);
    if (newest === undefined) continue;
    // Both the Freight that leaves the upstream Stage and the one that enters it say for a moment that they are there.
    if (sources.autoPromotionOptions?.selectionPolicy === "MatchUpstream" && others.length > 0) continue;
    chosen.set(key, newest);
  }
  return chosen;
}

function newestFirst(a: FreightObject, b: FreightObject): number {
  const time = (freight: FreightObject) =>
    Date.parse(freight.discoveredAt ?? freight.metadata.creationTimestamp ?? "") || 0;
  return time(b) - time(a) || (a.metadata.name < b.metadata.name ? 1 : -1);
}

export function isVerified(freight: FreightObject, stage: string): boolean {
  return freight.status?.verifiedIn?.[stage] !== undefined;
}

export function isCurrentlyIn(freight: FreightObject, stage: string): boolean {
  return freight.status?.currentlyIn?.[stage] !== undefined;
}

function isApproved(freight: FreightObject, stage: string): boolean {
  return freight.status?.approvedFor?.[stage] !== undefined;
}

function hasSoaked(freight: FreightObject, stage: string, required: string | undefined, now: number): boolean {
  return required === undefined || longestSoak(freight, stage, now) >= soakTime(required);
}

/**
 * When a Freight that isn't available yet will be, if only time is missing; Kargo itself looks again every five minutes.
 *
 * @returns milliseconds from now; undefined when something else than time is missing
 */
export function soakEnds(stage: StageObject, all: readonly FreightObject[], now: number): number | undefined {
  const waits = stage.spec.requestedFreight.flatMap(({ origin, sources }) => {
    const required = soakTime(sources.requiredSoakTime);
    if (required === 0) return [];
    return all
      .filter((freight) => originKey(freight.origin) === originKey(origin))
      .flatMap((freight) =>
        (sources.stages ?? [])
          .filter((upstream) => isVerified(freight, upstream) && isCurrentlyIn(freight, upstream))
          .map((upstream) => required - longestSoak(freight, upstream, now)),
      )
      .filter((wait) => wait > 0);
  });
  return waits.length === 0 ? undefined : Math.min(...waits);
}
