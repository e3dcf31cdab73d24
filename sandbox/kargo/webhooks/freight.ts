import { isDeepStrictEqual } from "node:util";
import { timestamp } from "../../../model/timestamp.ts";
import type { ClusterClient } from "../../cluster/cluster-client.ts";
import { freightAlias } from "../freight-alias.ts";
import { freightName } from "../freight-name.ts";
import { aliasLabel } from "../keys.ts";
import type { FreightObject, StageObject } from "../objects.ts";
import { everyKargo, kargoPath } from "../paths.ts";
import { artifactFaults } from "./freight-artifacts.ts";
import { projectFaults } from "./project-namespace.ts";
import { conflict, type FieldError, forbidden, internal, invalid } from "./refusal.ts";
import type { AdmissionRequest } from "./review.ts";

type Request = AdmissionRequest<FreightObject>;

/**
 * Names a Freight by what it holds and gives it an alias.
 * Source of all here: kargo v1.11.2, pkg/webhook/kubernetes/freight/webhook.go.
 */
export async function completeFreight({ object, operation }: Request, client: ClusterClient): Promise<FreightObject> {
  const created = operation === "CREATE";
  const alias = object.alias || (created ? await unusedAlias(client) : undefined);
  const { [aliasLabel]: _alias, ...labels } = object.metadata.labels ?? {};
  const name = created ? freightName(object) : object.metadata.name;
  return {
    ...object,
    ...(alias && { alias }),
    discoveredAt: object.discoveredAt ?? object.metadata.creationTimestamp ?? timestamp(new Date()),
    metadata: { ...object.metadata, name, labels: { ...labels, ...(alias && { [aliasLabel]: alias }) } },
  };
}

async function unusedAlias(client: ClusterClient): Promise<string> {
  for (;;) {
    const alias = freightAlias();
    if ((await withAlias(client, everyKargo("freights"), alias)).length === 0) return alias;
  }
}

async function withAlias(client: ClusterClient, path: string, alias: string): Promise<FreightObject[]> {
  const selector = encodeURIComponent(`${aliasLabel}=${alias}`);
  return (await client.json<{ items: FreightObject[] }>("GET", `${path}?labelSelector=${selector}`)).items;
}

/** Refuses Freight that isn't what its Warehouse subscribes to, that changes, or that a Stage uses. */
export async function judgeFreight(request: Request, client: ClusterClient): Promise<void> {
  if (request.operation === "DELETE") return judgeDelete(request.oldObject, client);
  const { object: freight, oldObject, operation } = request;
  const { name, namespace = "" } = freight.metadata;
  const { alias = "" } = freight;
  const taken = `already used by another piece of Freight in namespace "${namespace}"`;
  if (operation === "UPDATE") {
    const others = (await withAlias(client, kargoPath(namespace, "freights"), alias)).filter(
      (other) => other.metadata.name !== name,
    );
    if (others.length > 0) throw conflict("freights", name, `alias "${alias}" ${taken}`);
    const changed = (["origin", "commits", "images", "charts", "artifacts"] as const).find(
      (field) => !isDeepStrictEqual(freight[field], oldObject[field]),
    );
    if (!changed) return;
    throw invalid("Freight", name, [{ path: changed, value: freight[changed], detail: "Freight is immutable" }]);
  }
  const faults: FieldError[] = [...(await projectFaults(client, namespace))];
  const { commits = [], images = [], charts = [], artifacts = [] } = freight;
  if (commits.length + images.length + charts.length + artifacts.length === 0) {
    faults.push({ path: "", value: freight, detail: "freight must contain at least one commit, image, or chart" });
  }
  const aliased = await withAlias(client, kargoPath(namespace, "freights"), alias);
  if (aliased.length > 0) faults.push({ path: "alias", value: alias, detail: `alias ${taken}` });
  const warehouse = await client.get(kargoPath(namespace, "warehouses", freight.origin.name));
  if (warehouse) faults.push(...artifactFaults(freight, warehouse));
  else faults.push({ path: "warehouse", value: freight.origin.name, detail: "warehouse does not exist" });
  if (faults.length > 0) throw invalid("Freight", name, faults);
}

async function judgeDelete(
  { metadata: { name, namespace = "" } }: FreightObject,
  client: ClusterClient,
): Promise<void> {
  const { items } = await client
    .json<{ items: StageObject[] }>("GET", kargoPath(namespace, "stages"))
    .catch((error) => {
      throw internal(`list stages: ${error.message}`);
    });
  const users = items.filter(({ status }) =>
    Object.values(status?.freightHistory?.[0]?.items ?? {}).some((freight) => freight.name === name),
  );
  if (users.length === 0) return;
  const names = users.map((stage) => `"${stage.metadata.name}"`).join(", ");
  throw forbidden("freights", name, `freight is in-use by stages (${names})`);
}
