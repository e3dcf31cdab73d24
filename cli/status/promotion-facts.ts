import { isTerminal } from "../../promotion/step-metadata.ts";
import type { LivePromotion, LiveStage } from "../kargo/objects.ts";
import { defined } from "./defined.ts";
import { nameOfFreight } from "./freight-facts.ts";
import type { PromotionFacts } from "./row.ts";
import type { Snapshot } from "./snapshot.ts";

const failures = ["Failed", "Errored", "Aborted"];

/** Newest first; a Promotion's name holds its time, for those of one second. Source: api.GeneratePromotionName. */
export function newestFirst(promotions: readonly LivePromotion[]): LivePromotion[] {
  const key = ({ metadata }: LivePromotion) => `${metadata.creationTimestamp ?? ""} ${metadata.name}`;
  return [...promotions].sort((a, b) => (key(a) < key(b) ? 1 : -1));
}

/** The Promotion that made a Stage what it is; undefined when it was cleaned away, or another brought the rest. */
export function promotionThatBrought(
  promotions: readonly LivePromotion[],
  freight: readonly string[],
): LivePromotion | undefined {
  return newestFirst(promotions).find(
    ({ spec, status }) => status?.phase === "Succeeded" && freight.includes(spec.freight ?? status.freight?.name ?? ""),
  );
}

/** The Promotion that is running; else one that waits for its turn; else the last one, when it didn't succeed. */
export function promotionFacts(
  stage: LiveStage,
  promotions: readonly LivePromotion[],
  snapshot: Snapshot,
): PromotionFacts | undefined {
  const ordered = newestFirst(promotions);
  const running = ordered.find(({ status }) => status?.phase === "Running");
  const waiting = ordered.findLast(({ status }) => !isTerminal(status?.phase));
  const over = ordered.find(({ status }) => isTerminal(status?.phase));
  const shown = running ?? waiting ?? (failures.includes(over?.status?.phase ?? "") ? over : undefined);
  if (shown !== undefined) return factsOf(shown, snapshot);
  const last = promotions.length === 0 ? stage.status?.lastPromotion : undefined;
  if (!failures.includes(last?.status?.phase ?? "") || last?.status === undefined) return undefined;
  return factsOf(
    {
      metadata: { name: last.name },
      spec: { stage: stage.metadata.name, freight: last.freight?.name ?? "" },
      status: last.status,
    },
    snapshot,
  );
}

function factsOf({ metadata, spec, status }: LivePromotion, snapshot: Snapshot): PromotionFacts {
  const done = status?.stepExecutionMetadata ?? [];
  const failed = done.findIndex(
    (step) => ["Failed", "Errored", "Aborted"].includes(step.status ?? "") && !step.continueOnError,
  );
  const index = failed >= 0 ? failed : (status?.currentStep ?? 0);
  const step = spec.steps?.[index];
  const message = status?.message || done[index]?.message;
  return defined({
    name: metadata.name,
    phase: status?.phase ?? "Pending",
    freight: nameOfFreight(spec.freight ?? status?.freight?.name, snapshot),
    step: status?.startedAt === undefined && done.length === 0 ? undefined : index + 1,
    steps: spec.steps?.length,
    stepName: step?.uses ?? done[index]?.alias,
    message: message || undefined,
  });
}

export function promotionProblem(promotion: PromotionFacts | undefined): string[] {
  if (promotion === undefined || !failures.includes(promotion.phase)) return [];
  const { freight, phase, step, stepName, message, name } = promotion;
  const where = step === undefined ? "" : ` in step ${step}${stepName === undefined ? "" : ` (${stepName})`}`;
  return [
    `the promotion of ${freight} ${phase === "Aborted" ? "was aborted" : "failed"}${where}: ${message ?? "no reason given"} [${name}]`,
  ];
}
