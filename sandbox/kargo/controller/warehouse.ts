import { freightCreationAllowed } from "../../../model/expr/warehouse-expressions.ts";
import { type ClusterClient, ClusterError } from "../../cluster/cluster-client.ts";
import { withConditions, withoutCondition } from "../conditions.ts";
import type { ImageCache } from "../discovery/registry-client.ts";
import { refreshAnnotation } from "../keys.ts";
import type { Condition } from "../objects.ts";
import { kargoPath } from "../paths.ts";
import { discover } from "./discover.ts";
import { freightOf, missingArtifacts } from "./freight-of-artifacts.ts";
import { patchStatus } from "./patch-status.ts";
import type { DiscoveredArtifacts, WarehouseObject, WarehouseStatus } from "./warehouse-object.ts";
import { warehousePoll } from "./warehouse-poll.ts";

export interface WarehouseTools {
  readonly client: ClusterClient;
  readonly git: string;
  readonly tmp: string;
  readonly images: ImageCache;
  readonly signal: AbortSignal;
}

/**
 * Looks for artifacts when it is time, and makes Freight of the newest where the Warehouse's policy and criteria allow.
 * Source: kargo v1.11.2, syncWarehouse in pkg/controller/warehouses/warehouses.go.
 *
 * @returns milliseconds until it is to be looked at again; undefined when it is gone
 */
export async function reconcileWarehouse(
  tools: WarehouseTools,
  project: string,
  name: string,
): Promise<number | undefined> {
  const { client } = tools;
  const path = kargoPath(project, "warehouses", name);
  const warehouse = await client.get<WarehouseObject>(path);
  if (!warehouse || warehouse.metadata.deletionTimestamp || warehouse.spec.shard) return undefined;
  const { status, error } = await synced(tools, warehouse);
  await patchStatus(client, path, warehouse.status, status);
  if (error) console.error(`Warehouse ${project}/${name}: ${error.message}`);
  return warehousePoll;
}

interface Outcome {
  readonly status: WarehouseStatus;
  readonly error?: Error;
}

async function synced(tools: WarehouseTools, warehouse: WarehouseObject): Promise<Outcome> {
  const { generation = 0, annotations, name, namespace = "" } = warehouse.metadata;
  const old = warehouse.status ?? {};
  const token = annotations?.[refreshAnnotation];
  const handled = { ...old, ...(token && { lastHandledRefresh: token }) };
  const set = (
    status: WarehouseStatus,
    healthy: Conditioned,
    ready: Conditioned,
    ...more: Conditioned[]
  ): WarehouseStatus => ({
    ...status,
    conditions: withConditions(
      withoutCondition(status.conditions, "Reconciling"),
      [{ type: "Healthy", ...healthy }, { type: "Ready", ...ready }, ...more].map(
        (each) => ({ observedGeneration: generation, ...each }) as Condition,
      ),
      new Date(),
    ),
  });
  const failed = (
    status: WarehouseStatus,
    message: string,
    reasons: { healthy: string; ready: string },
    ...more: Conditioned[]
  ) =>
    set(
      status,
      { status: "False", reason: reasons.healthy, message },
      { status: "False", reason: reasons.ready, message },
      ...more,
    );

  let found = old.discoveredArtifacts;
  if (isTime(warehouse, handled.lastHandledRefresh)) {
    const last = old.observedGeneration === generation ? found : undefined;
    try {
      found = await discover({ ...tools, project: namespace }, warehouse.spec.subscriptions ?? [], last);
    } catch (error) {
      tools.signal.throwIfAborted();
      const { message } = error as Error;
      const status = set(
        handled,
        { status: "False", reason: "DiscoveryFailed", message: `Unable to discover artifacts: ${message}` },
        { status: "False", reason: "DiscoveryFailure", message: `Artifact discovery failed: ${message}` },
      );
      return { status, error: error as Error };
    }
  }
  const status = { ...handled, observedGeneration: generation, ...(found && { discoveredArtifacts: found }) };
  const missing = missingArtifacts(found);
  if (missing || !found)
    return { status: failed(status, missing?.message ?? "", missing ?? { healthy: "", ready: "" }) };

  const success = [
    { status: "True", reason: "ReconciliationSucceeded", message: "" },
    {
      status: "True",
      reason: "ArtifactsDiscovered",
      message: `Successfully discovered artifacts from ${warehouse.spec.subscriptions?.length ?? 0} subscriptions`,
    },
  ] as const;
  if ((warehouse.spec.freightCreationPolicy ?? "Automatic") !== "Automatic") return { status: set(status, ...success) };
  const criteria = "FreightCreationCriteriaSatisfied";
  try {
    if (!(await freightCreationAllowed(warehouse.spec.freightCreationCriteria?.expression ?? "", found))) {
      const conditions = withoutCondition(status.conditions, "FreightCreated");
      const message = "Freight creation criteria were not satisfied";
      return {
        status: set({ ...status, conditions }, ...success, {
          type: criteria,
          status: "False",
          reason: "CriteriaNotSatisfied",
          message,
        }),
      };
    }
  } catch (error) {
    const reason = "CriteriaEvaluationFailed";
    return {
      status: failed(status, `Evaluation of Freight creation criteria failed: ${(error as Error).message}`, {
        healthy: reason,
        ready: reason,
      }),
    };
  }
  const met = {
    type: criteria,
    status: "True",
    reason: "CriteriaSatisfied",
    message: "Freight creation criteria satisfied",
  } as const;
  try {
    const { created, id } = await createFreight(tools.client, namespace, name, found);
    const made = { type: "FreightCreated", ...(created ? newFreight : oldFreight) };
    return { status: { ...set(status, ...success, met, made), lastFreightID: id } };
  } catch (error) {
    const message = `Error creating Freight in namespace "${namespace}": ${(error as Error).message}`;
    return {
      status: failed(status, message, { healthy: "FreightBuildFailure", ready: "FreightCreationFailure" }, met),
      error: error as Error,
    };
  }
}

type Conditioned = Partial<Condition>;

const newFreight = {
  status: "True",
  reason: "NewFreight",
  message: "No Freight composed of the newest artifacts already existed",
} as const;
const oldFreight = {
  status: "False",
  reason: "AlreadyExists",
  message: "Freight composed of the newest artifacts already exists",
} as const;

function isTime({ metadata, status }: WarehouseObject, refresh: string | undefined): boolean {
  const at = Date.parse(status?.discoveredArtifacts?.discoveredAt ?? "");
  return (
    Number.isNaN(at) ||
    (metadata.generation ?? 0) > (status?.observedGeneration ?? 0) ||
    status?.lastHandledRefresh !== refresh ||
    // Times are kept to the second.
    Date.now() - at >= warehousePoll - 1_000
  );
}

async function createFreight(client: ClusterClient, project: string, warehouse: string, found: DiscoveredArtifacts) {
  const { name, ...freight } = freightOf(found, { kind: "Warehouse", name: warehouse });
  if (await client.get(kargoPath(project, "freights", name))) return { created: false, id: name };
  const object = {
    apiVersion: "kargo.akuity.io/v1alpha1",
    kind: "Freight",
    metadata: { name, namespace: project },
    ...freight,
  };
  try {
    const made = await client.create(kargoPath(project, "freights"), object);
    console.log(`Freight ${project}/${made.metadata.name} from Warehouse ${warehouse}`);
    return { created: true, id: name };
  } catch (error) {
    if (error instanceof ClusterError && error.status === 409 && error.message.includes("already exists"))
      return { created: false, id: name };
    throw error;
  }
}
