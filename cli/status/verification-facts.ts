import type { LiveStage } from "../kargo/objects.ts";
import { defined } from "./defined.ts";
import type { FreightFacts, VerificationFacts } from "./row.ts";
import type { Snapshot } from "./snapshot.ts";

/** Source: VerificationPhase, akuity/kargo v1.11.2, api/v1alpha1/stage_types.go. */
const failed = ["Failed", "Error", "Aborted", "Inconclusive"];

export function verificationFacts(
  { metadata, status }: LiveStage,
  freight: readonly FreightFacts[],
  snapshot: Snapshot,
): VerificationFacts {
  const newest = status?.freightHistory?.[0]?.verificationHistory?.[0];
  const told = defined({
    phase: newest?.phase,
    message: newest?.message || undefined,
    analysisRun: newest?.analysisRun?.name,
    finishedAt: newest?.finishTime,
  });
  if (freight.length === 0) return { state: "none" };
  const live = freight.map(({ name }) => snapshot.freight.find((each) => each.metadata.name === name));
  const verified = live.every((each) => each?.status?.verifiedIn?.[metadata.name] !== undefined);
  if (failed.includes(newest?.phase ?? "")) return { state: "failed", ...told };
  if (newest?.phase === "Pending" || newest?.phase === "Running") return { state: "running", ...told };
  return { state: verified || newest?.phase === "Successful" ? "verified" : "waiting", ...told };
}

export function verificationProblems({ metadata }: LiveStage, facts: VerificationFacts, snapshot: Snapshot): string[] {
  if (facts.state !== "failed") return [];
  const run = snapshot.analysisRuns.find((each) => each.metadata.name === facts.analysisRun);
  const metrics = (run?.status?.metricResults ?? [])
    .filter(({ phase }) => phase !== "Successful" && phase !== "Running")
    .map(({ name, phase, message, measurements }) => {
      const last = measurements?.at(-1);
      const why = message || last?.message || (last?.value === undefined ? undefined : `measured ${last.value}`);
      return `metric ${name} ${phase}${why === undefined ? "" : `: ${why}`}`;
    });
  const reason = metrics.length > 0 ? metrics.join("; ") : (facts.message ?? "no reason given");
  const where = facts.analysisRun === undefined ? "" : ` [AnalysisRun ${facts.analysisRun}]`;
  return [`verification in ${metadata.name} ended ${facts.phase}: ${reason}${where}`];
}
