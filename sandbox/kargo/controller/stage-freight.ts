import { goNanoseconds } from "../../../model/duration.ts";
import { timestamp } from "../../../model/timestamp.ts";
import type { ClusterClient } from "../../cluster/cluster-client.ts";
import { isCurrentlyIn, isVerified } from "../availability.ts";
import type { FreightObject, FreightStatus, StageObject } from "../objects.ts";
import { kargoPath } from "../paths.ts";
import { durationText } from "./duration-text.ts";
import { patchStatus } from "./patch-status.ts";

/**
 * Writes into each Freight whether the Stage uses it, and how long it did when it goes.
 * Source: kargo v1.11.2, syncFreight in pkg/controller/stages/regular_stages.go.
 *
 * @throws Error when the Stage uses Freight that is gone
 */
export async function syncFreight(
  client: ClusterClient,
  stage: StageObject,
  all: readonly FreightObject[],
  now: Date,
): Promise<void> {
  const { name, namespace = "" } = stage.metadata;
  const used = new Set(Object.values(stage.status?.freightHistory?.[0]?.items ?? {}).map((freight) => freight.name));
  for (const freight of all) {
    const { name: freightName } = freight.metadata;
    const isUsed = used.delete(freightName);
    if (isUsed === isCurrentlyIn(freight, name)) continue;
    const status = isUsed ? entered(freight, name, now) : left(freight, name, now);
    await patchStatus(client, kargoPath(namespace, "freights", freightName), freight.status, status);
  }
  const [missing] = used;
  if (missing !== undefined) throw new Error(`Freight "${missing}" not found in namespace "${namespace}"`);
}

function entered({ status = {} }: FreightObject, stage: string, now: Date): FreightStatus {
  return { ...status, currentlyIn: { ...status.currentlyIn, [stage]: { since: timestamp(now) } } };
}

/** A soak counts from here on only if it was the longest, and only of Freight that the Stage has verified. */
export function left({ status = {} }: FreightObject, stage: string, now: Date): FreightStatus {
  const { [stage]: current, ...others } = status.currentlyIn ?? {};
  const verified = status.verifiedIn?.[stage];
  const soak = current?.since === undefined ? 0 : now.getTime() - Date.parse(current.since);
  const longest = Number(goNanoseconds(verified?.longestSoak ?? "0") ?? 0n) / 1e6;
  const record = verified && current?.since && (verified.longestSoak === undefined || soak > longest);
  return {
    ...status,
    currentlyIn: others,
    ...(record && { verifiedIn: { ...status.verifiedIn, [stage]: { ...verified, longestSoak: durationText(soak) } } }),
  };
}

/**
 * Notes in the Stage's Freight that the Stage has verified it, once it is healthy and its last verification succeeded.
 * Source: markFreightVerifiedForStage there.
 */
export async function markVerified(client: ClusterClient, stage: StageObject): Promise<void> {
  const { name, namespace = "" } = stage.metadata;
  const { health, freightHistory } = stage.status ?? {};
  const [current] = freightHistory ?? [];
  const [last] = current?.verificationHistory ?? [];
  if (health?.status !== "Healthy" || last?.phase !== "Successful" || !last.finishTime) return;
  for (const { name: freightName } of Object.values(current?.items ?? {})) {
    const path = kargoPath(namespace, "freights", freightName);
    const freight = await client.get<FreightObject>(path);
    if (!freight) throw new Error(`error getting Freight "${freightName}" in namespace "${namespace}"`);
    if (isVerified(freight, name)) continue;
    await client.merge(`${path}/status`, { status: { verifiedIn: { [name]: { verifiedAt: last.finishTime } } } });
  }
}
