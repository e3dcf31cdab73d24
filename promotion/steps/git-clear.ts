import type { StepConfigs } from "../../model/kinds/steps.gen.ts";
import { addAll, clear, loadWorkTree } from "../git/work-tree.ts";
import { wrapped } from "../git/wrapped.ts";
import { pathBelow } from "../paths.ts";
import type { StepRunner } from "../step.ts";

/** Source: akuity/kargo v1.11.2, pkg/promotion/runner/builtin/git_tree_clearer.go. */
export const gitClear: StepRunner<StepConfigs["git-clear"]> = {
  uses: "git-clear",
  async run(context, { path }) {
    const folder = await pathBelow(context.workDir, path);
    const tree = await wrapped(`error loading working tree from ${path}`, () => loadWorkTree(context, folder));
    // what git doesn't know yet would stay
    await wrapped(`error adding all files to working tree at ${path}`, () => addAll(tree));
    await wrapped(`error clearing working tree at ${path}`, () => clear(tree));
    return { status: "Succeeded" };
  },
};
