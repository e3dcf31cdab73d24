import type { StepConfigs } from "../../model/kinds/steps.gen.ts";
import { addAll, commit, hasDiffs, lastCommit, loadWorkTree } from "../git/work-tree.ts";
import { wrapped } from "../git/wrapped.ts";
import { pathBelow } from "../paths.ts";
import type { StepRunner } from "../step.ts";

/**
 * Commits everything that changed; without a change it is Skipped and its output is the commit that was there.
 * Source: akuity/kargo v1.11.2, pkg/promotion/runner/builtin/git_commiter.go.
 */
export const gitCommit: StepRunner<StepConfigs["git-commit"]> = {
  uses: "git-commit",
  async run(context, { path, message, author }) {
    const folder = await pathBelow(context.workDir, path);
    const tree = await wrapped(`error loading working tree from ${path}`, () => loadWorkTree(context, folder));
    await wrapped("error adding all changes to working tree", () => addAll(tree));
    const changed = await wrapped("error checking for diffs in working tree", () => hasDiffs(tree));
    if (changed) await wrapped("error committing to working tree", () => commit(tree, message, author));
    const id = await wrapped("error getting last commit ID", () => lastCommit(tree));
    return { status: changed ? "Succeeded" : "Skipped", output: { commit: id } };
  },
};
