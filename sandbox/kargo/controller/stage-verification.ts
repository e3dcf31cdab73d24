import { randomUUID } from "node:crypto";
import { timestamp } from "../../../model/timestamp.ts";
import type { ClusterClient, LiveObject } from "../../cluster/cluster-client.ts";
import { withConditions } from "../conditions.ts";
import { abortAnnotation, freightCollectionLabel, reverifyAnnotation, stageKey } from "../keys.ts";
import type { Condition, FreightCollection, StageObject, StageStatus, VerificationInfo } from "../objects.ts";
import { argoPath } from "../paths.ts";
import { labelValue } from "../promotion-name.ts";
import { readWish, type Wish } from "../webhooks/abort-request.ts";
import { buildAnalysisRun, type EvaluateText } from "./analysis-run.ts";
import { isVerificationOver } from "./stage-promotions.ts";

const longestHistory = 10;

interface AnalysisRun extends LiveObject {
  readonly status?: { readonly phase?: string; readonly message?: string; readonly completedAt?: string };
}

/**
 * Verifies a Stage's Freight once the Stage is healthy: with nothing to run it is verified at once, else as its AnalysisRun
 * says. Source: kargo v1.11.2, verifyStageFreight in pkg/controller/stages/regular_stages.go.
 */
export async function verify(
  client: ClusterClient,
  stage: StageObject,
  evaluate: EvaluateText,
  now: Date,
): Promise<StageStatus> {
  const status = stage.status ?? {};
  const [current, ...older] = status.freightHistory ?? [];
  const condition = (state: Condition["status"], reason: string, message: string, list: StageStatus) => ({
    ...list,
    conditions: withConditions(
      list.conditions,
      [{ type: "Verified", status: state, reason, message, observedGeneration: stage.metadata.generation ?? 0 }],
      now,
    ),
  });
  if (!current) return condition("Unknown", "NoFreight", "Stage has no current Freight to verify", status);
  if (status.currentPromotion) return status;
  const info = await nextInfo(client, stage, current, evaluate, now);
  const verified = info
    ? { ...current, verificationHistory: withInfo(current.verificationHistory ?? [], info) }
    : current;
  const history = verified.verificationHistory ?? [];
  const next: StageStatus = info ? { ...status, freightHistory: [verified, ...older] } : status;
  if (history.length === 0) return next;
  if (history.some(({ phase }) => phase === "Successful"))
    return condition("True", "Verified", "Freight has been verified", next);
  const [{ phase = "", message = "" } = {} as VerificationInfo] = history;
  const unknown: Readonly<Record<string, string>> = {
    Pending: "Freight is pending verification",
    Running: "Freight is currently being verified",
  };
  if (unknown[phase]) return condition("Unknown", `Verification${phase}`, unknown[phase], next);
  return condition(phase === "Inconclusive" ? "Unknown" : "False", `Verification${phase}`, message, next);
}

function withInfo(history: readonly VerificationInfo[], info: VerificationInfo): VerificationInfo[] {
  const known = history.some(({ id }) => id === info.id);
  const list = known ? history.map((each) => (each.id === info.id ? info : each)) : [info, ...history];
  return list.slice(0, longestHistory);
}

/** What became of the verification under way, or a new one; undefined when there is nothing to do. */
async function nextInfo(
  client: ClusterClient,
  stage: StageObject,
  current: FreightCollection,
  evaluate: EvaluateText,
  now: Date,
): Promise<VerificationInfo | undefined> {
  const { annotations } = stage.metadata;
  const [last] = current.verificationHistory ?? [];
  const reverify = readWish(annotations, reverifyAnnotation, "id");
  if (last && !isVerificationOver(last.phase)) {
    const abort = readWish(annotations, abortAnnotation, "id");
    return abort?.id === last.id ? aborted(client, last, abort, now) : resultOf(client, last);
  }
  if (last && reverify?.id !== last.id) return undefined;
  if (stage.status?.health?.status !== "Healthy") return undefined;
  const startTime = timestamp(now);
  if (!stage.spec.verification) return { id: randomUUID(), startTime, finishTime: timestamp(now), phase: "Successful" };
  return started(client, stage, current, { evaluate, now, request: last ? reverify : undefined });
}

interface StartArgs {
  readonly evaluate: EvaluateText;
  readonly now: Date;
  /** Somebody's wish to verify again. */
  readonly request: Wish | undefined;
}

async function started(
  client: ClusterClient,
  stage: StageObject,
  freight: FreightCollection,
  { evaluate, now, request }: StartArgs,
): Promise<VerificationInfo> {
  const { name, namespace = "" } = stage.metadata;
  const head = { id: randomUUID(), startTime: timestamp(now), ...(request?.actor && { actor: request.actor }) };
  const failed = (what: string, error: unknown): VerificationInfo => ({
    ...{ ...head, finishTime: timestamp(new Date()), phase: "Error" },
    message: `error ${what} AnalysisRun for Stage "${name}" and Freight collection "${freight.id}" in namespace "${namespace}": ${(error as Error).message}`,
  });
  const existing = request ? undefined : await newestRun(client, stage, freight.id);
  if (existing) {
    const phase = existing.status?.phase || "Pending";
    return { ...head, finishTime: timestamp(new Date()), phase, analysisRun: reference(existing) };
  }
  const byPromotion = !request || (request.controlPlane && request.actor);
  const promotion = byPromotion ? stage.status?.lastPromotion?.name : undefined;
  let run: object;
  try {
    run = await buildAnalysisRun(client, stage, freight, { evaluate, promotion });
  } catch (error) {
    return failed("building", error);
  }
  try {
    const made = await client.create(argoPath(namespace, "analysisruns"), run);
    console.log(`AnalysisRun ${namespace}/${made.metadata.name}`);
    return {
      ...head,
      finishTime: made.metadata.creationTimestamp ?? timestamp(now),
      phase: "Pending",
      analysisRun: reference(made),
    };
  } catch (error) {
    return failed("creating", error);
  }
}

async function newestRun(
  client: ClusterClient,
  { metadata }: StageObject,
  id: string,
): Promise<AnalysisRun | undefined> {
  const selector = encodeURIComponent(`${stageKey}=${labelValue(metadata.name)},${freightCollectionLabel}=${id}`);
  const path = `${argoPath(metadata.namespace ?? "", "analysisruns")}?labelSelector=${selector}`;
  const { items } = await client.json<{ items: AnalysisRun[] }>("GET", path);
  const time = (run: AnalysisRun) => Date.parse(run.metadata.creationTimestamp ?? "");
  return items.sort((a, b) => time(b) - time(a))[0];
}

function reference({ metadata, status }: AnalysisRun): NonNullable<VerificationInfo["analysisRun"]> {
  return { name: metadata.name, namespace: metadata.namespace ?? "", phase: status?.phase ?? "" };
}

async function resultOf(client: ClusterClient, last: VerificationInfo): Promise<VerificationInfo> {
  if (!last.analysisRun) throw new Error("no AnalysisRun reference in current verification info");
  const { namespace, name } = last.analysisRun;
  const run = await client.get<AnalysisRun>(argoPath(namespace, "analysisruns", name));
  if (!run) {
    const message = `error getting AnalysisRun "${name}" in namespace "${namespace}": analysisruns.argoproj.io "${name}" not found`;
    return { ...last, phase: "Error", message };
  }
  const { phase = "", message, completedAt } = run.status ?? {};
  const { finishTime: _, message: _old, ...rest } = last;
  return {
    ...{ ...rest, phase: phase || "Pending", analysisRun: reference(run) },
    ...(message && { message }),
    ...(completedAt && { finishTime: completedAt }),
  };
}

async function aborted(
  client: ClusterClient,
  last: VerificationInfo,
  { actor }: Wish,
  now: Date,
): Promise<VerificationInfo> {
  const { namespace = "", name = "" } = last.analysisRun ?? {};
  await client.merge(argoPath(namespace, "analysisruns", name), { spec: { terminate: true } });
  const by = actor ?? last.actor;
  return {
    ...last,
    ...(by && { actor: by }),
    finishTime: timestamp(now),
    phase: "Failed",
    message: "Verification aborted by user",
  };
}
