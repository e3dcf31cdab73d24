import type { FreightRequest } from "../../promotion/freight.ts";
import { originKey } from "../../promotion/freight.ts";
import { availability, waitLeft } from "../../promotion/freight-availability.ts";
import type { LiveFreight, LiveStage } from "../kargo/objects.ts";
import { missingWords } from "../kargo/words.ts";
import { defined } from "./defined.ts";
import { freightName } from "./freight-facts.ts";
import type { NextFacts } from "./row.ts";
import type { Snapshot } from "./snapshot.ts";

/** What is on its way to a Stage: per origin the newest Freight it may have, and a newer one that still lacks something. */
export function nextFreight(stage: LiveStage, snapshot: Snapshot, now: number): NextFacts[] {
  return (stage.spec.requestedFreight ?? []).flatMap((request) => {
    const coming = newerThanCurrent(stage, request, snapshot);
    const newest = coming.find((freight) => availability(stage, freight, now).available);
    const waiting = coming.find((freight) => isNear(freight, request) && !availability(stage, freight, now).available);
    const both = [
      newest,
      waiting && (newest === undefined || discovered(waiting) > discovered(newest)) ? waiting : undefined,
    ];
    return both.filter((each) => each !== undefined).map((freight) => nextFacts(stage, freight, now));
  });
}

/** Newest first. Source of the order: SelectAutoPromotionCandidates, akuity/kargo v1.11.2, pkg/api. */
export function newerThanCurrent(stage: LiveStage, { origin }: FreightRequest, { freight }: Snapshot): LiveFreight[] {
  const key = originKey(origin);
  const name = stage.status?.freightHistory?.[0]?.items?.[key]?.name;
  const ordered = ofOrigin(freight, key);
  const place = ordered.findIndex(({ metadata }) => metadata.name === name);
  return place < 0 ? ordered : ordered.slice(0, place);
}

/** An origin's Freight, newest first. */
export function ofOrigin(freight: readonly LiveFreight[], origin: string): LiveFreight[] {
  const key = (each: LiveFreight) => `${discovered(each)} ${each.metadata.name}`;
  return freight.filter((each) => originKey(each.origin) === origin).sort((a, b) => (key(a) < key(b) ? 1 : -1));
}

function discovered({ discoveredAt, metadata }: LiveFreight): string {
  return discoveredAt ?? metadata.creationTimestamp ?? "";
}

/** In an upstream Stage, or verified in one: further off, there is nothing to wait for here yet. */
function isNear({ status }: LiveFreight, { sources }: FreightRequest): boolean {
  return (sources.stages ?? []).some(
    (name) => status?.currentlyIn?.[name] !== undefined || status?.verifiedIn?.[name] !== undefined,
  );
}

function nextFacts(stage: LiveStage, freight: LiveFreight, now: number): NextFacts {
  const answer = availability(stage, freight, now);
  const wait = waitLeft(answer);
  return defined({
    origin: originKey(freight.origin),
    freight: freightName({ ...freight.metadata, ...(freight.alias !== undefined && { alias: freight.alias }) }),
    available: answer.available,
    availableIn: answer.available || wait === undefined ? undefined : Math.ceil(wait / 1000),
    missing: answer.available ? [] : answer.missing.map((each) => missingWords(each, stage.metadata.name)),
  });
}
