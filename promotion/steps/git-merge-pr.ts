import type { StepConfigs } from "../../model/kinds/steps.gen.ts";
import { messageOf } from "../evaluator.ts";
import { pollInterval } from "../git/poll-interval.ts";
import { type StepRunner, TerminalError } from "../step.ts";

const defaultIntervalMs = 10_000;

/** Source: akuity/kargo v1.11.2, pkg/promotion/runner/builtin/git_pr_merger.go. */
export const gitMergePr: StepRunner<StepConfigs["git-merge-pr"]> = {
  uses: "git-merge-pr",
  async run({ alias, outside }, { repoURL, prNumber, mergeMethod, wait, pollInterval: interval }) {
    const { pullRequests } = outside;
    if (pullRequests === undefined) {
      const what = `merge pull request ${prNumber} of ${repoURL}`;
      outside.shown({ step: alias, uses: "git-merge-pr", what, details: { repoURL, prNumber, mergeMethod } });
      return { status: "Succeeded", output: { commit: "" } };
    }
    const pullRequest = await pullRequests.merge(repoURL, prNumber, mergeMethod).catch((error: unknown) => {
      throw new TerminalError(`error merging pull request ${prNumber}: ${messageOf(error)}`);
    });
    if (pullRequest.merged) return { status: "Succeeded", output: { commit: pullRequest.mergeCommitSHA ?? "" } };
    if (wait) return { status: "Running", retryAfter: pollInterval(interval, defaultIntervalMs) };
    throw new TerminalError(`pull request ${prNumber} is not ready to merge and wait is disabled`);
  },
};
