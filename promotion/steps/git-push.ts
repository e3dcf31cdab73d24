import type { StepConfigs } from "../../model/kinds/steps.gen.ts";
import { commitUrl } from "../git/commit-url.ts";
import { MergeConflict, pushBranch, pushTag } from "../git/push.ts";
import { currentBranch, lastCommit, loadWorkTree } from "../git/work-tree.ts";
import { wrapped } from "../git/wrapped.ts";
import { pathBelow } from "../paths.ts";
import { type StepContext, type StepResult, type StepRunner, TerminalError } from "../step.ts";

/** Upstream's own; see pushBranch for what becomes of it. */
const defaultAttempts = 10;

/** Source: akuity/kargo v1.11.2, pkg/promotion/runner/builtin/git_pusher.go. */
export const gitPush: StepRunner<StepConfigs["git-push"]> = {
  uses: "git-push",
  run: push,
};

/** What git-push does, and github-push as far as git alone can. */
export async function push(context: StepContext, config: StepConfigs["git-push"]): Promise<StepResult> {
  const folder = await pathBelow(context.workDir, config.path);
  const tree = await wrapped(`error loading working tree from ${config.path}`, () => loadWorkTree(context, folder));
  const { repoURL } = tree.clone;
  const remote = await wrapped(`error getting credentials for ${repoURL}`, () => context.outside.gitRemote(repoURL));
  // A branch named after the Promotion is the Promotion's own: what is on it was left by an earlier try.
  const own = config.generateTargetBranch ? `kargo/promotion/${context.promotion}` : undefined;
  const branch = own ?? (config.targetBranch || (await currentBranch(tree)));
  try {
    await wrapped("error pushing commits to remote", () =>
      config.tag
        ? pushTag(tree, remote, config.tag)
        : pushBranch(
            context,
            tree,
            remote,
            { branch, force: own !== undefined || (config.force ?? false) },
            config.maxAttempts ?? defaultAttempts,
          ),
    );
  } catch (error) {
    if (error instanceof Error && error.cause instanceof MergeConflict) throw new TerminalError(error.cause.message);
    throw error;
  }
  const commit = await wrapped("error getting last commit ID", () => lastCommit(tree));
  const commitURL = commitUrl(repoURL, commit, config.provider);
  return {
    status: "Succeeded",
    output: { commit, ...(branch === "" ? {} : { branch }), ...(commitURL === undefined ? {} : { commitURL }) },
  };
}
