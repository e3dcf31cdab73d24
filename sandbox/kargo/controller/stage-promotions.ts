import { originKey } from "../../../promotion/freight.ts";
import { isTerminal } from "../../../promotion/step-metadata.ts";
import { withConditions, withoutCondition } from "../conditions.ts";
import { createActorAnnotation, holdAnnotation, resumeAnnotation } from "../keys.ts";
import type {
  Condition,
  FreightCollection,
  Hold,
  PromotionObject,
  PromotionReference,
  StageObject,
  StageStatus,
} from "../objects.ts";

/** Older entries of a Stage's history are forgotten. */
const longestHistory = 10;

export interface SyncedPromotions {
  readonly status: StageStatus;
  /** Whether Promotions wait or run. */
  readonly pending: boolean;
  /** The last succeeded Promotion that this call took over. */
  readonly succeeded?: PromotionObject;
}

/**
 * What a Stage's Promotions make of its status: those that ended are taken over in order, with the hold or release each
 * wished for; else the next one is let in, once the Freight that is there has been verified.
 * Source: kargo v1.11.2, syncPromotions in pkg/controller/stages/regular_stages.go.
 */
export function syncPromotions(
  stage: StageObject,
  all: readonly PromotionObject[],
  { autoPromoted, now }: { readonly autoPromoted: boolean; readonly now: Date },
): SyncedPromotions {
  const status = { ...stage.status, autoPromotionHolds: keptHolds(stage, autoPromoted) };
  const idle = { ...status, conditions: withoutCondition(status.conditions, "Promoting") };
  const promotions = [...all].sort(byPriority);
  const [first] = promotions;
  if (!first) return { status: { ...idle, currentPromotion: undefined } as unknown as StageStatus, pending: false };
  const pending = promotions.some((each) => !isTerminal(each.status?.phase));
  const current = stage.status?.currentPromotion;
  if (current && (current.name !== first.metadata.name || isTerminal(first.status?.phase))) {
    return { ...takenOver(stage, idle as StageStatus, promotions, { autoPromoted, now }), pending };
  }
  if (mustVerifyFirst(stage) || isTerminal(first.status?.phase)) return { status: idle as StageStatus, pending };
  const { name } = first.metadata;
  const message = `Promotion "${name}" is currently ${first.status?.phase ?? ""}`;
  const conditions = withConditions(
    status.conditions,
    [
      {
        type: "Promoting",
        status: "True",
        reason: "ActivePromotion",
        message,
        observedGeneration: stage.metadata.generation ?? 0,
      },
    ],
    now,
  );
  const freight = first.status?.freight;
  return {
    status: { ...status, conditions, currentPromotion: { name, ...(freight && { freight }) } } as StageStatus,
    pending,
  };
}

/** Running first, then waiting ones by age, then ended ones, newest first. Names are in order of time. */
function byPriority(a: PromotionObject, b: PromotionObject): number {
  const rank = ({ status }: PromotionObject) => (status?.phase === "Running" ? 0 : isTerminal(status?.phase) ? 2 : 1);
  const order = a.metadata.name < b.metadata.name ? -1 : 1;
  return rank(a) - rank(b) || (rank(a) === 2 ? -order : order);
}

/** Without auto-promotion there is nothing to hold; nor for an origin that isn't asked for any more. */
function keptHolds({ spec, status }: StageObject, autoPromoted: boolean): Readonly<Record<string, Hold>> | undefined {
  if (!autoPromoted) return undefined;
  const requested = new Set(spec.requestedFreight.map(({ origin }) => originKey(origin)));
  const kept = Object.entries(status?.autoPromotionHolds ?? {}).filter(([key]) => requested.has(key));
  return kept.length === 0 ? undefined : Object.fromEntries(kept);
}

/** A Stage's Freight is verified before it takes other Freight, unless it is unhealthy: then a Promotion may mend it. */
function mustVerifyFirst({ status }: StageObject): boolean {
  const freight = status?.freightHistory?.[0];
  if (!freight) return false;
  if (hasOpenVerification(freight)) return true;
  if (status?.health && status.health.status !== "Healthy") return false;
  return !isVerificationOver(freight.verificationHistory?.[0]?.phase);
}

export function hasOpenVerification({ verificationHistory = [] }: FreightCollection): boolean {
  return verificationHistory.some(({ phase }) => !isVerificationOver(phase));
}

export function isVerificationOver(phase: string | undefined): boolean {
  return phase !== undefined && ["Successful", "Failed", "Error", "Aborted", "Inconclusive"].includes(phase);
}

function takenOver(
  stage: StageObject,
  idle: StageStatus,
  promotions: readonly PromotionObject[],
  { autoPromoted, now }: { readonly autoPromoted: boolean; readonly now: Date },
): Omit<SyncedPromotions, "pending"> {
  const last = stage.status?.lastPromotion?.name ?? "";
  const fresh = promotions
    .filter(({ metadata, status }) => metadata.name > last && isTerminal(status?.phase))
    .sort((a, b) => (a.metadata.name < b.metadata.name ? -1 : 1));
  const holds: Record<string, Hold> = { ...idle.autoPromotionHolds };
  let lastPromotion = idle.lastPromotion;
  let history = idle.freightHistory ?? [];
  let succeeded: PromotionObject | undefined;
  for (const promotion of fresh) {
    if (autoPromoted) applyWish(holds, promotion, stage);
    lastPromotion = reference(promotion, lastPromotion);
    const { status } = lastPromotion;
    if (promotion.status?.phase !== "Succeeded" || !status?.freightCollection) continue;
    history = [status.freightCollection, ...history].slice(0, longestHistory);
    succeeded = promotion;
  }
  const waiting = (type: string, reason: string, what: string): Condition =>
    ({
      ...{ type, status: "Unknown", reason, observedGeneration: stage.metadata.generation ?? 0 },
      message: `Waiting for ${what} to be performed after successful promotion`,
    }) as const;
  const conditions = succeeded
    ? withConditions(
        idle.conditions,
        [
          waiting("Healthy", "WaitingForHealthCheck", "health check"),
          waiting("Verified", "WaitingForVerification", "verification"),
        ],
        now,
      )
    : (idle.conditions ?? []);
  const status = {
    ...idle,
    conditions,
    currentPromotion: undefined,
    lastPromotion,
    ...(history.length > 0 && { freightHistory: history }),
    autoPromotionHolds: Object.keys(holds).length > 0 ? holds : undefined,
    ...(succeeded && { health: undefined }),
  } as unknown as StageStatus;
  return { status, ...(succeeded && { succeeded }) };
}

/** A wish stands whatever became of its Promotion, unless somebody aborted it. */
function applyWish(holds: Record<string, Hold>, promotion: PromotionObject, { spec }: StageObject): void {
  if (promotion.status?.phase === "Aborted") return;
  const { annotations } = promotion.metadata;
  const [hold, resume] = [annotations?.[holdAnnotation], annotations?.[resumeAnnotation]];
  const origin = spec.requestedFreight.map((each) => each.origin).find((each) => originKey(each) === hold);
  if (hold) {
    if (origin) holds[hold] = holdOf(promotion, origin);
  } else if (resume) delete holds[resume];
}

export function holdOf({ metadata, spec }: PromotionObject, origin: Hold["origin"]): Hold {
  const actor = metadata.annotations?.[createActorAnnotation];
  return {
    ...{ freightName: spec.freight ?? "", origin, promotionName: metadata.name },
    ...(actor && { actor }),
    ...(metadata.creationTimestamp && { createdAt: metadata.creationTimestamp }),
  };
}

function reference(
  { metadata, status = {} }: PromotionObject,
  before: PromotionReference | undefined,
): PromotionReference {
  // One that never ran would make the Stage forget what it holds of other origins.
  const inherited = status.startedAt || status.freightCollection ? undefined : before?.status?.freightCollection;
  return {
    name: metadata.name,
    status: { ...status, ...(inherited && { freightCollection: inherited }) },
    ...(status.freight && { freight: status.freight }),
    ...(status.finishedAt && { finishedAt: status.finishedAt }),
  };
}
