import { createHash } from "node:crypto";
import type { Freight } from "../../../promotion/freight.ts";
import { originKey } from "../../../promotion/freight.ts";
import type { FreightCollection, FreightObject, FreightReference, StageObject } from "../objects.ts";

export function referenceOf({ metadata, origin, commits, images, charts, artifacts }: FreightObject): FreightReference {
  return {
    ...{ name: metadata.name, origin },
    ...(commits && { commits }),
    ...(images && { images }),
    ...(charts && { charts }),
    ...(artifacts && { artifacts }),
  };
}

/**
 * All that the Stage will hold: the Freight that is promoted, and of the other origins it asks for what it had before.
 * Source: kargo v1.11.2, buildTargetFreightCollection in pkg/controller/promotions/promotions.go.
 */
export function freightCollection(target: FreightReference, { spec, status }: StageObject): FreightCollection {
  const before = status?.lastPromotion?.status?.freightCollection?.items ?? {};
  const inherited =
    spec.requestedFreight.length > 1 ? spec.requestedFreight.map(({ origin }) => originKey(origin)) : [];
  const items: Record<string, FreightReference> = {};
  for (const key of inherited) if (before[key]) items[key] = before[key];
  items[originKey(target.origin)] = target;
  const names = Object.values(items).map(({ name }) => name);
  return { id: createHash("sha1").update(names.sort().join(",")).digest("hex"), items };
}

/** As the steps want it. */
export function stepFreight(reference: FreightReference, alias?: string): Freight {
  const { name, origin, commits = [], images = [], charts = [] } = reference;
  return { name, origin: { kind: "Warehouse", name: origin.name }, commits, images, charts, ...(alias && { alias }) };
}
