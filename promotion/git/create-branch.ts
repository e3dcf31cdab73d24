import type { GitRemote } from "../outside.ts";
import { type GitPlace, runGit } from "./run-git.ts";

/**
 * Makes a branch without history in the clone and at the remote: one commit without files. What upstream does with a
 * temporary work tree: pkg/promotion/runner/builtin/git_cloner.go, ensureRemoteBranch.
 *
 * @param place inside the bare clone
 */
export async function createBranch(place: GitPlace, remote: GitRemote, branch: string): Promise<void> {
  const tree = (await runGit(place, ["mktree"])).trim();
  const commit = (await runGit(place, ["commit-tree", "-m", "Initial commit", tree])).trim();
  await runGit(place, ["update-ref", "--", `refs/heads/${branch}`, commit]);
  await runGit({ ...place, remote }, ["push", "origin", `refs/heads/${branch}:refs/heads/${branch}`]);
}
