import { mkdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { promotionExpressions } from "../../../model/expr/kargo-expressions.ts";
import { timestamp } from "../../../model/timestamp.ts";
import type { InlinedStep } from "../../../promotion/promotion-step.ts";
import { type PromotionResult, type PromotionState, runPromotion } from "../../../promotion/run-promotion.ts";
import type { StepExecutionMetadata } from "../../../promotion/step-metadata.ts";
import { isTerminal } from "../../../promotion/step-metadata.ts";
import { stepRunners } from "../../../promotion/steps/index.ts";
import type { ClusterClient } from "../../cluster/cluster-client.ts";
import { isAvailable } from "../availability.ts";
import { createActorAnnotation, refreshAnnotation, reverifyAnnotation } from "../keys.ts";
import type { FreightObject, PromotionObject, PromotionStatus, StageObject } from "../objects.ts";
import { kargoPath } from "../paths.ts";
import { readWish } from "../webhooks/abort-request.ts";
import { expressionData } from "./expressions.ts";
import { realOutside } from "./outside.ts";
import { patchStatus } from "./patch-status.ts";
import { freightCollection, referenceOf, stepFreight } from "./promotion-freight.ts";

/** A step that waits is asked again after this at the latest, in milliseconds; upstream's steps wish for 10 to 30 s. */
const longestWait = 3_000;

export interface PromotionTools {
  readonly client: ClusterClient;
  readonly git: string;
  /** Where work folders of Promotions stand. */
  readonly tmp: string;
  /** The process is to end: what runs is stopped and nothing is written. */
  readonly stopping: AbortSignal;
  /** Aborts one Promotion. */
  readonly abort: AbortSignal;
}

/**
 * Runs a Promotion when its Stage awaits it. The work folder is the process's own: after a restart the steps begin anew,
 * knowing what they had put out before, and find what they had done in the repositories.
 * Source: kargo v1.11.2, pkg/controller/promotions/promotions.go.
 *
 * @returns milliseconds until it is to be looked at again; undefined when nothing of it is left to do
 */
export async function reconcilePromotion(
  tools: PromotionTools,
  project: string,
  name: string,
): Promise<number | undefined> {
  const { client } = tools;
  const path = kargoPath(project, "promotions", name);
  const promotion = await client.get<PromotionObject>(path);
  if (!promotion || isTerminal(promotion.status?.phase)) return undefined;
  const workDir = join(tools.tmp, `promotion-${promotion.metadata.uid}`);
  const done = async () => {
    await rm(workDir, { recursive: true, force: true, maxRetries: 3 });
    return undefined;
  };
  if (promotion.metadata.deletionTimestamp) return done();
  const { stage: stageName, freight: freightName = "" } = promotion.spec;
  const freight = await client.get<FreightObject>(kargoPath(project, "freights", freightName));
  if (await terminated(client, path, promotion)) return done();
  if (!promotion.status?.phase) await client.merge(`${path}/status`, { status: { phase: "Pending" } });
  const stage = await client.get<StageObject>(kargoPath(project, "stages", stageName));
  if (!stage) throw new Error(`could not find Stage "${stageName}" in namespace "${project}"`);
  if (stage.status?.currentPromotion?.name !== name) return undefined;
  const before: PromotionStatus = {
    ...promotion.status,
    phase: "Running",
    startedAt: promotion.status?.startedAt ?? timestamp(new Date()),
  };
  await patchStatus(client, path, promotion.status, before);
  const { status, again } = await attempt(
    { ...tools, workDir, path },
    { ...promotion, status: before },
    stage,
    freight,
  );
  if (tools.stopping.aborted) return undefined;
  if (tools.abort.aborted && (await terminated(client, path, { ...promotion, status: before }))) return done();
  const token = promotion.metadata.annotations?.[refreshAnnotation];
  const finished = isTerminal(status.phase) ? { finishedAt: timestamp(new Date()) } : {};
  const live = (await client.get<PromotionObject>(path))?.status;
  await patchStatus(client, path, live, { ...status, ...finished, ...(token && { lastHandledRefresh: token }) });
  if (!isTerminal(status.phase)) return again;
  console.log(`Promotion ${project}/${name} ${status.phase}${status.message ? `: ${status.message}` : ""}`);
  if (status.phase === "Succeeded") await verifyAgain(client, stage, freightName);
  return done();
}

/** Ends a Promotion that somebody asked to be ended. */
async function terminated(client: ClusterClient, path: string, promotion: PromotionObject): Promise<boolean> {
  const live = await client.get<PromotionObject>(path);
  const wish = readWish(live?.metadata.annotations, "kargo.akuity.io/abort", "action");
  if (wish?.action !== "terminate") return false;
  const now = timestamp(new Date());
  const { currentStep = 0, stepExecutionMetadata = [] } = live?.status ?? {};
  const steps = stepExecutionMetadata.map((each, index) =>
    index === currentStep && each.status === "Running" ? { ...each, status: "Aborted", finishedAt: now } : each,
  );
  const message = `Promotion terminated by ${wish.actor ?? "controller:promotion-controller"}`;
  const ended = { ...live?.status, phase: "Aborted", message, finishedAt: now };
  await patchStatus(client, path, live?.status, steps.length > 0 ? { ...ended, stepExecutionMetadata: steps } : ended);
  console.log(`Promotion ${promotion.metadata.namespace}/${promotion.metadata.name} ${message}`);
  return true;
}

interface Attempt {
  readonly status: PromotionStatus;
  /** Milliseconds until a step that waits is asked again. */
  readonly again: number;
}

async function attempt(
  tools: PromotionTools & { readonly workDir: string; readonly path: string },
  promotion: PromotionObject,
  stage: StageObject,
  freight: FreightObject | undefined,
): Promise<Attempt> {
  const { client, git, workDir, path, stopping, abort } = tools;
  const { name, namespace: project = "", annotations } = promotion.metadata;
  const { spec, status = {} } = promotion;
  const errored = (message: string): Attempt => ({ status: { ...status, phase: "Errored", message }, again: 0 });
  const called = `Freight "${spec.freight}"`;
  if (!freight) return errored(`${called} not found in namespace "${project}"`);
  if (!isAvailable(stage, freight, Date.now())) {
    return errored(`${called} is not available to Stage "${stage.metadata.name}" in namespace "${project}"`);
  }
  const target = referenceOf(freight);
  const collection = freightCollection(target, stage);
  const given = { ...status, freight: target, freightCollection: collection };
  const isFresh = await mkdir(workDir, { mode: 0o700 }).then(
    () => true,
    () => false,
  );
  const held = Object.values(collection.items ?? {}).map((each) =>
    stepFreight(each, each.name === target.name ? freight.alias : undefined),
  );
  const [, actor] = annotations?.[createActorAnnotation]?.split(/:(.*)/s) ?? [];
  const progress = new Progress(client, path);
  let result: PromotionResult;
  try {
    result = await runPromotion({
      ...{ project, stage: spec.stage, promotion: name, workDir },
      steps: (spec.steps ?? []) as readonly InlinedStep[],
      vars: spec.vars ?? [],
      freight: held,
      targetFreight: stepFreight(target, freight.alias),
      freightRequests: stage.spec.requestedFreight.map(({ origin }) => ({
        origin: { kind: "Warehouse", name: origin.name },
      })),
      ...(actor && { actor }),
      outside: realOutside(client, project, git),
      expressions: promotionExpressions(expressionData(client, project, stage.spec.requestedFreight, held)),
      runners: stepRunners,
      clock: () => new Date(),
      signal: AbortSignal.any([stopping, abort]),
      onStep: ({ index, metadata }) => progress.tell(index, metadata),
      resume: resumed(status, isFresh),
    });
  } catch (error) {
    if (stopping.aborted || abort.aborted) return { status: given, again: 0 };
    const { message } = error as Error;
    return { status: { ...given, phase: "Errored", message }, again: 0 };
  } finally {
    await progress.told();
  }
  const { phase, message, currentStep, stepExecutionMetadata, state, healthChecks, retryAfter } = result;
  const { message: _old, ...rest } = given;
  return {
    again: Math.min(retryAfter ?? longestWait, longestWait),
    status: {
      ...rest,
      ...{ phase, stepExecutionMetadata, state },
      ...(currentStep > 0 && { currentStep }),
      ...(message && { message }),
      ...(healthChecks.length > 0 && { healthChecks }),
    },
  };
}

/** In a fresh work folder all steps are run again; what they had put out is kept, so that they can tell. */
function resumed(status: PromotionStatus, isFresh: boolean): PromotionState {
  const { currentStep = 0, stepExecutionMetadata = [], state = {}, healthChecks = [] } = status;
  if (isFresh) return { currentStep: 0, stepExecutionMetadata: [], state, healthChecks: [] };
  return {
    ...{ currentStep, state },
    stepExecutionMetadata: stepExecutionMetadata as readonly StepExecutionMetadata[],
    healthChecks: healthChecks as PromotionState["healthChecks"],
  };
}

/** Shows which step is at work while it is; upstream writes all steps at once, when one has to wait or all are done. */
class Progress {
  private readonly client: ClusterClient;
  private readonly path: string;
  private readonly steps: StepExecutionMetadata[] = [];
  private written: Promise<unknown> = Promise.resolve();
  private queued = false;

  constructor(client: ClusterClient, path: string) {
    this.client = client;
    this.path = path;
  }

  tell(index: number, metadata: StepExecutionMetadata): void {
    this.steps[index] = metadata;
    // A resumed Promotion doesn't tell of the steps before.
    if (this.queued || this.steps.length !== Object.keys(this.steps).length) return;
    this.queued = true;
    this.written = this.written.then(async () => {
      this.queued = false;
      const status = { currentStep: this.steps.length - 1, stepExecutionMetadata: [...this.steps] };
      await this.client.merge(`${this.path}/status`, { status }).catch((error) => console.error(String(error)));
    });
  }

  async told(): Promise<void> {
    await this.written;
  }
}

/** The same Freight once more: what was verified is verified again. */
async function verifyAgain(client: ClusterClient, { metadata, status }: StageObject, freight: string): Promise<void> {
  const [current] = status?.freightHistory ?? [];
  const [last] = current?.verificationHistory ?? [];
  if (!last || !Object.values(current?.items ?? {}).some(({ name }) => name === freight)) return;
  const path = kargoPath(metadata.namespace ?? "", "stages", metadata.name);
  await client
    .merge(path, { metadata: { annotations: { [reverifyAnnotation]: JSON.stringify({ id: last.id }) } } })
    .catch((error) => console.error(`error triggering re-verification: ${error}`));
}
