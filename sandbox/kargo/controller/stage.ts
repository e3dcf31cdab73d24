import { timestamp } from "../../../model/timestamp.ts";
import type { ClusterClient } from "../../cluster/cluster-client.ts";
import { isVerified, soakEnds } from "../availability.ts";
import { withConditions, withoutCondition } from "../conditions.ts";
import { argocdContextAnnotation, refreshAnnotation } from "../keys.ts";
import { isControlFlow, type PromotionObject, type StageObject, type StageStatus } from "../objects.ts";
import { kargoPath } from "../paths.ts";
import { availableFreight, isAutoPromoted, listFreight, listPromotions } from "../reads.ts";
import type { EvaluateText } from "./analysis-run.ts";
import { freightToPromote, promote } from "./auto-promote.ts";
import { patchStatus } from "./patch-status.ts";
import { cleanUpStage, ensureFinalizer } from "./stage-deletion.ts";
import { markVerified, syncFreight } from "./stage-freight.ts";
import { assessHealth } from "./stage-health.ts";
import { effectiveHolds } from "./stage-holds.ts";
import { hasOpenVerification, syncPromotions } from "./stage-promotions.ts";
import { summarized } from "./stage-summary.ts";
import { verify } from "./stage-verification.ts";

/** How what stands in a Stage's verification is evaluated. */
export type StageEvaluator = (stage: StageObject) => EvaluateText;

/** A Stage is looked at again at least this often, in milliseconds; upstream's is five minutes. */
const resync = 60_000;

/**
 * Brings one Stage a step on. Source: kargo v1.11.2, pkg/controller/stages/{regular,control_flow}_stages.go.
 *
 * @returns milliseconds until it is to be looked at again; undefined when it is gone
 */
export async function reconcileStage(
  client: ClusterClient,
  evaluator: StageEvaluator,
  project: string,
  name: string,
): Promise<number | undefined> {
  const path = kargoPath(project, "stages", name);
  const found = await client.get<StageObject>(path);
  if (!found || found.spec.shard) return undefined;
  if (found.metadata.deletionTimestamp) {
    await cleanUpStage(client, found);
    return undefined;
  }
  await ensureFinalizer(client, found);
  if (isControlFlow(found)) return reconcileControlFlow(client, found, path);

  const autoPromoted = await isAutoPromoted(client, found);
  let stage = found;
  let failure: Error | undefined;
  let again = false;
  let succeeded: PromotionObject | undefined;
  const take = (status: StageStatus) => {
    stage = { ...stage, status: summarized(stage, status, undefined, new Date()) };
  };
  try {
    const promotions = await listPromotions(client, project, name);
    const synced = syncPromotions(stage, promotions, { autoPromoted, now: new Date() });
    again = !synced.status.currentPromotion && synced.pending;
    succeeded = synced.succeeded;
    take(synced.status);
    await syncFreight(client, stage, await listFreight(client, project), new Date());
    take(await assessHealth(client, stage, new Date()));
    take(await verify(client, stage, evaluator(stage), new Date()));
    const [current] = stage.status?.freightHistory ?? [];
    if (current && hasOpenVerification(current)) again = false;
    await markVerified(client, stage);
    const holds = effectiveHolds(stage, await listPromotions(client, project, name), autoPromoted);
    take({
      ...stage.status,
      effectiveAutoPromotionHolds: holds,
      autoPromotionEnabled: autoPromoted || undefined,
    } as StageStatus);
    // Written before anything is promoted: the Promotion's webhook reads it.
    await patchStatus(client, path, found.status, handled(stage));
    if (autoPromoted) {
      const available = await availableFreight(client, stage);
      for (const freight of freightToPromote(stage, available, await listPromotions(client, project, name))) {
        await promote(client, stage, freight.metadata.name);
      }
    }
  } catch (error) {
    failure = error as Error;
    stage = { ...stage, status: summarized(stage, stage.status ?? {}, failure, new Date()) };
    await patchStatus(client, path, found.status, handled(stage));
  }
  if (succeeded) await annotateApplications(client, path, found, succeeded);
  if (failure) throw failure;
  if (again) return 100;
  const soak = autoPromoted ? soakEnds(stage, await listFreight(client, project), Date.now()) : undefined;
  return Math.min(resync, soak === undefined ? resync : soak + 200);
}

function handled({ metadata, status = {} }: StageObject): StageStatus {
  const token = metadata.annotations?.[refreshAnnotation];
  return { ...status, ...(token && { lastHandledRefresh: token }) };
}

/** For who links to Argo CD's UI: the Applications that the Stage's last Promotion synced. */
async function annotateApplications(
  client: ClusterClient,
  path: string,
  stage: StageObject,
  { status }: PromotionObject,
): Promise<void> {
  const configs = (status?.healthChecks ?? []).map(
    ({ config }) => config as { apps?: { name: string; namespace?: string }[] },
  );
  const apps = configs.flatMap((config) => config?.apps ?? []).map(({ name, namespace }) => ({ name, namespace }));
  const value = apps.length > 0 ? JSON.stringify(apps) : null;
  if ((stage.metadata.annotations?.[argocdContextAnnotation] ?? null) === value) return;
  await client.merge(path, { metadata: { annotations: { [argocdContextAnnotation]: value } } });
}

/** A Stage without steps verifies at once whatever it may have. */
async function reconcileControlFlow(client: ClusterClient, stage: StageObject, path: string): Promise<number> {
  const { name, namespace = "", generation = 0 } = stage.metadata;
  const old = stage.status ?? {};
  const base = (conditions: StageStatus["conditions"]) =>
    handled({
      ...stage,
      status: {
        observedGeneration: generation,
        freightSummary: "N/A",
        ...(old.metadata && { metadata: old.metadata }),
        conditions,
      } as StageStatus,
    });
  const kept = (old.conditions ?? []).filter(({ type }) => ["Ready", "Reconciling"].includes(type));
  try {
    for (const freight of await availableFreight(client, stage)) {
      if (isVerified(freight, name)) continue;
      const verifiedIn = { [name]: { verifiedAt: timestamp(new Date()) } };
      await client.merge(`${kargoPath(namespace, "freights", freight.metadata.name)}/status`, {
        status: { verifiedIn },
      });
    }
    const ready = withConditions(kept, [{ type: "Ready", status: "True", reason: "Ready", message: "" }], new Date());
    await patchStatus(client, path, old, base(withoutCondition(ready, "Reconciling")));
    const soak = soakEnds(stage, await listFreight(client, namespace), Date.now());
    return Math.min(resync, soak === undefined ? resync : soak + 200);
  } catch (error) {
    const { message } = error as Error;
    const failed = { type: "Ready", status: "False", reason: "FreightRetrievalFailed", message } as const;
    const retry = { type: "Reconciling", status: "True", reason: "RetryAfterFreightRetrievalFailed", message } as const;
    await patchStatus(client, path, old, base(withConditions(kept, [retry, failed], new Date())));
    throw error;
  }
}
