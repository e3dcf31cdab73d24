import { isRecord } from "../../model/json.ts";
import type { LiveStepMetadata } from "../../promotion/step-metadata.ts";
import type { LivePromotion, LiveStage } from "../kargo/objects.ts";

/** One step of a Promotion as a person follows it. */
export interface StepView {
  /** From 1. */
  readonly number: number;
  /** `git-push`, or `git-push (push)` with its alias. */
  readonly name: string;
  readonly status: "Pending" | "Running" | "Succeeded" | "Skipped" | "Failed" | "Errored" | "Aborted";
  readonly message?: string;
  /** Seconds it took; given when it has ended. */
  readonly seconds?: number;
  /** A pull request that the step opened. */
  readonly pullRequest?: string;
}

export function stepViews({ spec, status }: LivePromotion): StepView[] {
  const done = status?.stepExecutionMetadata ?? [];
  const count = Math.max(spec.steps?.length ?? 0, done.length);
  return Array.from({ length: count }, (_, i): StepView => {
    const { uses, as } = spec.steps?.[i] ?? {};
    const metadata = done[i];
    const alias = as ?? metadata?.alias;
    const own = alias !== undefined && !/^(?:step|task)-\d+$/.test(alias) ? ` (${alias})` : "";
    const pullRequest = alias === undefined ? undefined : pullRequestOf(status, alias);
    const seconds = secondsOf(metadata);
    return {
      number: i + 1,
      name: `${uses ?? alias ?? "step"}${own}`,
      status: (metadata?.status as StepView["status"] | undefined) ?? "Pending",
      ...(metadata?.message && { message: metadata.message }),
      ...(seconds !== undefined && { seconds }),
      ...(pullRequest !== undefined && { pullRequest }),
    };
  });
}

function secondsOf(metadata: LiveStepMetadata | undefined): number | undefined {
  if (metadata?.startedAt === undefined || metadata.finishedAt === undefined) return undefined;
  return (Date.parse(metadata.finishedAt) - Date.parse(metadata.startedAt)) / 1000;
}

/** Source: the outputs of git-open-pr, akuity/kargo v1.11.2, pkg/promotion/runner/builtin/git_pr_opener.go. */
function pullRequestOf(status: LivePromotion["status"], alias: string): string | undefined {
  const state = (status as { state?: unknown } | undefined)?.state;
  const output = isRecord(state) ? state[alias] : undefined;
  const pr = isRecord(output) ? output["pr"] : undefined;
  return isRecord(pr) && typeof pr["url"] === "string" ? pr["url"] : undefined;
}

/** How a Stage does after a Promotion succeeded. */
export interface StageView {
  readonly state: "waiting" | "done" | "failed";
  readonly health: string;
  readonly verification: string;
  /** What is waited for, or what failed. */
  readonly words: string;
}

/** Source: the conditions Healthy and Verified, akuity/kargo v1.11.2, pkg/controller/stages/regular_stages.go. */
export function stageView({ metadata, status }: LiveStage, promotion: string): StageView {
  const view = {
    health: status?.health?.status ?? "Unknown",
    verification: status?.freightHistory?.[0]?.verificationHistory?.[0]?.phase ?? "none",
  };
  if (status?.lastPromotion?.name !== promotion)
    return { ...view, state: "waiting", words: `Stage ${metadata.name} to take note of it` };
  const condition = (type: string) => status.conditions?.find((each) => each.type === type);
  const [healthy, verified] = [condition("Healthy"), condition("Verified")];
  if (["Failed", "Error", "Aborted", "Inconclusive"].includes(view.verification)) {
    const { message } = status.freightHistory?.[0]?.verificationHistory?.[0] ?? {};
    return {
      ...view,
      state: "failed",
      words: `verification in ${metadata.name} ended ${view.verification}: ${message || "no reason given"}`,
    };
  }
  if (healthy?.status === "True" && verified?.status === "True") return { ...view, state: "done", words: "" };
  if (healthy?.status !== "True") {
    const issues = [...new Set(status.health?.issues ?? [])].join("; ") || healthy?.message;
    return {
      ...view,
      state: "waiting",
      words: `${metadata.name} to be Healthy (${view.health}${issues ? `: ${issues}` : ""})`,
    };
  }
  return {
    ...view,
    state: "waiting",
    words: `verification in ${metadata.name} (${verified?.message ?? view.verification})`,
  };
}
