import type { StepConfigs } from "../../model/kinds/steps.gen.ts";
import { createTag, lastCommit, loadWorkTree } from "../git/work-tree.ts";
import { wrapped } from "../git/wrapped.ts";
import { pathBelow } from "../paths.ts";
import type { StepRunner } from "../step.ts";

/** Tags the last commit, in the clone only. Source: akuity/kargo v1.11.2, pkg/promotion/runner/builtin/git_tagger.go. */
export const gitTag: StepRunner<StepConfigs["git-tag"]> = {
  uses: "git-tag",
  async run(context, { path, tag, message, force }) {
    const folder = await pathBelow(context.workDir, path);
    const tree = await wrapped(`error loading working tree from ${path}`, () => loadWorkTree(context, folder));
    await wrapped(`error creating tag ${tag}`, () => createTag(tree, tag, message, force ?? false));
    return { status: "Succeeded", output: { commit: await lastCommit(tree) } };
  },
};
