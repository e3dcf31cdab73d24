import { mkdtemp, rm } from "node:fs/promises";
import { join } from "node:path";
import type { GitRemote } from "../outside.ts";
import type { StepContext } from "../step.ts";
import { gitFolderOf, placeOf, remoteBranchExists } from "./bare-clone.ts";
import { type GitPlace, runGit } from "./run-git.ts";
import { wrapped } from "./wrapped.ts";

/** What a pull request between two branches of a remote would be about. */
export interface BranchPair {
  /** Whole message of the source branch's newest commit. */
  readonly message: string;
  /** False when both branches hold the same files: no provider opens a pull request then. */
  readonly differ: boolean;
}

/**
 * Looks at two branches of a remote without checking either out.
 *
 */
export async function compareBranches(
  context: StepContext,
  repoURL: string,
  remote: GitRemote,
  { source, target }: { readonly source: string; readonly target: string },
): Promise<BranchPair> {
  const place = await placeOf(context);
  const folder = await mkdtemp(join(gitFolderOf(context), "pull-request-"));
  try {
    const inside: GitPlace = { ...place, cwd: folder, gitDir: folder, remote };
    await runGit({ ...place, cwd: folder }, ["init", "--quiet", "--bare", "--template=", folder]);
    await wrapped(`error cloning ${repoURL}`, () => fetch(inside, remote, source, "source"));
    const message = await runGit(inside, ["log", "-n", "1", "--pretty=format:%B", "refs/heads/source", "--"]);
    if (!(await remoteBranchExists(inside, remote, target))) {
      throw new Error(`target branch ${JSON.stringify(target)} does not exist`);
    }
    await fetch(inside, remote, target, "target");
    const trees = await runGit(inside, ["rev-parse", "refs/heads/source^{tree}", "refs/heads/target^{tree}"]);
    const [first, second] = trees.trim().split("\n");
    return { message, differ: first !== second };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function fetch(place: GitPlace, remote: GitRemote, branch: string, as: string): Promise<void> {
  const refs = `+refs/heads/${branch}:refs/heads/${as}`;
  await runGit(place, [
    "fetch",
    "--quiet",
    "--no-tags",
    "--no-recurse-submodules",
    "--depth=1",
    "--",
    remote.url,
    refs,
  ]);
}
