import { environmentLabel } from "../../model/keys.ts";
import { isControlFlow, type LivePromotion, type LiveStage } from "../kargo/objects.ts";
import { actorWords } from "../kargo/words.ts";
import { applicationsFacts, neverDeployed, runningFacts } from "./application-facts.ts";
import { defined } from "./defined.ts";
import { freezeFacts } from "./freeze-facts.ts";
import { freightFacts, nameOfFreight } from "./freight-facts.ts";
import { nextFreight } from "./next-freight.ts";
import { promotionFacts, promotionProblem, promotionThatBrought } from "./promotion-facts.ts";
import type { HoldFacts, ProjectStatus, StageRow } from "./row.ts";
import { inOrder, type Snapshot, upstreamsOf } from "./snapshot.ts";
import { verificationFacts, verificationProblems } from "./verification-facts.ts";

/**
 * A Project's status: pure, so that the same objects at the same time give the same rows.
 *
 * @param now milliseconds
 */
export function projectStatus(snapshot: Snapshot, now: number): ProjectStatus {
  const { project, warehouses, notes } = snapshot;
  const ill = warehouses.flatMap(({ metadata, status }) =>
    (status?.conditions ?? [])
      .filter((condition) => condition.type === "Healthy" && condition.status === "False")
      .map(({ message }) => `Warehouse ${metadata.name}: ${message ?? "unhealthy, without a reason"}`),
  );
  const unseen = snapshot.stages.length > 0 && snapshot.stages.every(({ status }) => status === undefined);
  return {
    project,
    stages: inOrder(snapshot.stages).map((stage) => stageRow(stage, snapshot, now)),
    notes: [
      ...notes,
      ...ill,
      ...(unseen
        ? ["No Kargo controller has looked at these Stages: what Argo CD deploys is all there is to tell."]
        : []),
    ],
  };
}

export function stageRow(stage: LiveStage, snapshot: Snapshot, now: number): StageRow {
  const { metadata, status } = stage;
  const [current] = status?.freightHistory ?? [];
  const freight = Object.entries(current?.items ?? {})
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([, reference]) => freightFacts(reference, snapshot));
  const applications = applicationsFacts(stage, snapshot);
  const promotions = snapshot.promotions.filter(({ spec }) => spec.stage === metadata.name);
  const brought = promotionThatBrought(
    promotions,
    freight.map(({ name }) => name),
  );
  const verification = verificationFacts(stage, freight, snapshot);
  const holds = holdsOf(stage, snapshot);
  const promotion = promotionFacts(stage, promotions, snapshot);
  return defined({
    project: snapshot.project,
    stage: metadata.name,
    environment: metadata.labels?.[environmentLabel] ?? metadata.name,
    controlFlow: isControlFlow(stage),
    upstreams: upstreamsOf(stage),
    freight,
    running: freight.length === 0 ? runningFacts(applications.live, snapshot) : undefined,
    neverPromoted: freight.length === 0 && applications.live.every(neverDeployed),
    since: since(
      stage,
      freight.map(({ name }) => name),
      brought,
      applications.live,
      snapshot,
    ),
    by: brought && promoter(brought),
    verification,
    sync: applications.sync,
    health: applications.health === "-" ? (status?.health?.status ?? "-") : applications.health,
    applications: applications.facts,
    promotion,
    autoPromotion: { enabled: status?.autoPromotionEnabled ?? false, holds },
    freeze: freezeFacts(stage, snapshot.switches ?? [], now),
    next: isControlFlow(stage) ? [] : nextFreight(stage, snapshot, now),
    problems: [
      ...promotionProblem(promotion),
      ...verificationProblems(stage, verification, snapshot),
      ...applications.problems,
      ...issues(stage, applications.problems),
      ...holds.map((hold) => holdProblem(hold, metadata.name, snapshot.project)),
    ],
  });
}

/** The latest of the Freights' arrivals: before it, this combination wasn't there. */
function since(
  { metadata }: LiveStage,
  names: readonly string[],
  brought: LivePromotion | undefined,
  applications: Snapshot["applications"],
  snapshot: Snapshot,
): string | undefined {
  const arrivals = snapshot.freight
    .filter((each) => names.includes(each.metadata.name))
    .flatMap((each) => each.status?.currentlyIn?.[metadata.name]?.since ?? []);
  const deployed =
    names.length > 0 ? [] : (applications ?? []).flatMap(({ status }) => status?.history?.at(-1)?.deployedAt ?? []);
  return [...arrivals].sort().at(-1) ?? brought?.status?.finishedAt ?? [...deployed].sort().at(-1);
}

/** Source: the mutating webhook of Promotions writes the actor of everyone but Kargo's own controllers. */
export function promoter({ metadata }: LivePromotion): NonNullable<StageRow["by"]> {
  const actor = metadata.annotations?.["kargo.akuity.io/create-actor"];
  return defined({
    promotion: metadata.name,
    actor,
    automatic: actor === undefined || actor.startsWith("controller:"),
  });
}

/** Kargo's issues repeat what Argo CD says of the Application; they are told only where it says nothing. */
function issues({ status }: LiveStage, told: readonly string[]): string[] {
  return told.length > 0 || status?.health?.status !== "Unhealthy" ? [] : [...new Set(status.health.issues ?? [])];
}

/** Source: EffectiveAutoPromotionHolds is what is in force now; the durable ones are older controllers' only field. */
function holdsOf({ status }: LiveStage, snapshot: Snapshot): HoldFacts[] {
  const holds = status?.effectiveAutoPromotionHolds ?? status?.autoPromotionHolds ?? {};
  return Object.entries(holds)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([origin, hold]) =>
      defined({ origin, freight: nameOfFreight(hold.freightName, snapshot), actor: hold.actor, since: hold.createdAt }),
    );
}

function holdProblem({ origin, freight, actor, since }: HoldFacts, stage: string, project: string): string {
  const who = actor === undefined ? "" : ` by ${actorWords({ raw: actor, automatic: false })}`;
  // the time itself and not how long ago: the same state is told in the same words
  const when = since === undefined ? "" : ` since ${since.slice(0, 16).replace("T", " ")} UTC`;
  return `auto-promotion of ${origin} is held at ${freight}${who}${when}; it goes on once the newest Freight is promoted by hand: slipway promote ${project} --stage ${stage}`;
}
