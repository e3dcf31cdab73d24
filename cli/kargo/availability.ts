import { goNanoseconds } from "../../model/duration.ts";
import { type FreightRequest, type LiveFreight, type LiveStage, originKey } from "./objects.ts";

/** Whether a Stage may have a piece of Freight, and if not, what is missing. */
export type Availability =
  | { readonly available: true; readonly by: "direct" | "approved" | "verified" }
  | { readonly available: false; readonly missing: readonly Missing[]; readonly needs: "one" | "all" };

/** What one upstream Stage still lacks. */
export type Missing =
  | { readonly kind: "origin"; readonly origin: string }
  | { readonly kind: "unverified"; readonly stage: string; readonly isThere: boolean }
  /** `left` in milliseconds; undefined when the Freight has left that Stage, where its time stands still. */
  | { readonly kind: "soak"; readonly stage: string; readonly required: number; readonly left?: number };

/**
 * As Kargo's webhook decides for a Promotion that somebody asks for. Source: Stage.IsFreightAvailable and
 * Freight.HasSoakedIn, akuity/kargo v1.11.2, api/v1alpha1.
 *
 * @param now milliseconds
 */
export function availability(stage: LiveStage, freight: LiveFreight, now: number): Availability {
  const origin = originKey(freight.origin);
  const request = stage.spec.requestedFreight?.find((each) => originKey(each.origin) === origin);
  if (request === undefined) return { available: false, needs: "one", missing: [{ kind: "origin", origin }] };
  if (freight.status?.approvedFor?.[stage.metadata.name] !== undefined) return { available: true, by: "approved" };
  if (request.sources.direct) return { available: true, by: "direct" };
  const upstreams = request.sources.stages ?? [];
  const missing = upstreams.flatMap((name) => missingIn(name, request, freight, now));
  const all = request.sources.availabilityStrategy === "All";
  if (all ? missing.length === 0 : missing.length < upstreams.length) return { available: true, by: "verified" };
  return { available: false, needs: all ? "all" : "one", missing };
}

function missingIn(stage: string, { sources }: FreightRequest, freight: LiveFreight, now: number): Missing[] {
  const isThere = freight.status?.currentlyIn?.[stage] !== undefined;
  if (freight.status?.verifiedIn?.[stage] === undefined) return [{ kind: "unverified", stage, isThere }];
  const required = milliseconds(sources.requiredSoakTime);
  const soaked = longestSoak(freight, stage, now);
  if (required === 0 || soaked >= required) return [];
  return [{ kind: "soak", stage, required, ...(isThere && { left: required - soaked }) }];
}

/** Milliseconds a piece of Freight has been in a Stage that verified it: the longest stay, the present one included. */
function longestSoak(freight: LiveFreight, stage: string, now: number): number {
  const since = freight.status?.currentlyIn?.[stage]?.since;
  const present = since === undefined ? 0 : now - Date.parse(since);
  return Math.max(milliseconds(freight.status?.verifiedIn?.[stage]?.longestSoak), present);
}

/**
 * Milliseconds until it is available if nothing else changes; undefined when waiting alone doesn't help.
 */
export function waitLeft(answer: Availability): number | undefined {
  if (answer.available) return 0;
  const waits = answer.missing.map((each) => (each.kind === "soak" ? each.left : undefined));
  const known = waits.filter((left) => left !== undefined);
  if (answer.needs === "all") return known.length === waits.length ? Math.max(...known) : undefined;
  return known.length === 0 ? undefined : Math.min(...known);
}

function milliseconds(duration: string | undefined): number {
  return duration === undefined ? 0 : Number((goNanoseconds(duration) ?? 0n) / 1_000_000n);
}
