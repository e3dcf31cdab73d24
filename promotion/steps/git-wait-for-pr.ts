import type { StepConfigs } from "../../model/kinds/steps.gen.ts";
import { pollInterval } from "../git/poll-interval.ts";
import { wrapped } from "../git/wrapped.ts";
import { type StepRunner, TerminalError } from "../step.ts";

const defaultIntervalMs = 30_000;

/**
 * Waits until somebody merges a pull request; one that is closed without that fails the step for good.
 * Source: akuity/kargo v1.11.2, pkg/promotion/runner/builtin/git_pr_waiter.go.
 */
export const gitWaitForPr: StepRunner<StepConfigs["git-wait-for-pr"]> = {
  uses: "git-wait-for-pr",
  async run({ alias, outside }, { repoURL, prNumber, pollInterval: interval }) {
    const { pullRequests } = outside;
    if (pullRequests === undefined) {
      const what = `wait until pull request ${prNumber} of ${repoURL} is merged`;
      outside.shown({ step: alias, uses: "git-wait-for-pr", what, details: { repoURL, prNumber } });
      return { status: "Succeeded", output: { pr: { id: prNumber, url: repoURL, open: false, merged: true } } };
    }
    const found = await wrapped(`error getting pull request ${prNumber}`, () => pullRequests.get(repoURL, prNumber));
    const { id, url, open, merged, mergeCommitSHA } = found;
    const output = { pr: { id, url, open, merged }, ...(mergeCommitSHA ? { commit: mergeCommitSHA } : {}) };
    if (open) return { status: "Running", output, retryAfter: pollInterval(interval, defaultIntervalMs) };
    if (!merged) throw new TerminalError(`pull request ${prNumber} was closed without being merged`, { output });
    return { status: "Succeeded", output };
  },
};
