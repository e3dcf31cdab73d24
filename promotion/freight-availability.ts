import { goNanoseconds } from "../model/duration.ts";
import { type FreightRequest, originKey } from "./freight.ts";

/** What of a Stage decides. */
export interface AskingStage {
  readonly metadata: { readonly name: string };
  readonly spec: { readonly requestedFreight?: readonly FreightRequest[] };
}

/** What of a piece of Freight decides. */
export interface FreightStanding {
  readonly origin?: Origin;
  readonly status?: {
    readonly currentlyIn?: Readonly<Record<string, { readonly since?: string }>>;
    readonly verifiedIn?: Readonly<Record<string, { readonly longestSoak?: string }>>;
    readonly approvedFor?: Readonly<Record<string, unknown>>;
  };
}

interface Origin {
  readonly kind: string;
  readonly name: string;
}

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
 * As Kargo's webhook decides for a Promotion that somebody asks for, both of one namespace. Source: Stage.IsFreightAvailable and
 * Freight.HasSoakedIn, akuity/kargo v1.11.2, api/v1alpha1.
 *
 * @param now milliseconds
 */
export function availability(stage: AskingStage, freight: FreightStanding, now: number): Availability {
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

function missingIn(stage: string, { sources }: FreightRequest, freight: FreightStanding, now: number): Missing[] {
  const isThere = freight.status?.currentlyIn?.[stage] !== undefined;
  if (freight.status?.verifiedIn?.[stage] === undefined) return [{ kind: "unverified", stage, isThere }];
  const required = soakTime(sources.requiredSoakTime);
  const soaked = longestSoak(freight, stage, now);
  if (required === 0 || soaked >= required) return [];
  return [{ kind: "soak", stage, required, ...(isThere && { left: required - soaked }) }];
}

/** Milliseconds a piece of Freight has been in a Stage that verified it: the longest stay, the present one included. */
export function longestSoak({ status }: FreightStanding, stage: string, now: number): number {
  const verified = status?.verifiedIn?.[stage];
  if (verified === undefined) return 0;
  const since = status?.currentlyIn?.[stage]?.since;
  const present = since === undefined ? 0 : now - Date.parse(since);
  return Math.max(soakTime(verified.longestSoak), present);
}

/** Milliseconds of a duration as Go writes it; 0 for none. */
export function soakTime(duration: string | undefined): number {
  return Number(goNanoseconds(duration ?? "0") ?? 0n) / 1e6;
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
