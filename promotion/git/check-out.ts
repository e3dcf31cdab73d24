import { type GitPlace, runGit } from "./run-git.ts";

/**
 * Adds a work tree to a bare clone. Source: akuity/kargo v1.11.2, pkg/controller/git/bare_repo.go, AddWorkTree.
 *
 * @param place inside the bare clone
 * @param ref a branch of the clone, a commit or a tag
 * @param sparse the folders to have; left out, all of them
 * @returns the commit that is checked out
 */
export async function checkOut(
  place: GitPlace,
  folder: string,
  ref: string,
  sparse: readonly string[] | undefined,
): Promise<string> {
  if (sparse !== undefined) checkSparse(sparse);
  await runGit(place, ["worktree", "add", "--", folder, ref]);
  const inside: GitPlace = { ...withoutRepository(place), cwd: folder };
  if (sparse !== undefined) {
    await runGit(inside, ["sparse-checkout", "init", "--cone"]);
    await runGit(inside, ["sparse-checkout", "set", ...sparse.map((pattern) => `./${pattern}`)]);
  }
  return (await runGit(inside, ["rev-parse", "HEAD"])).trim();
}

/** The work tree is new: the `.git` in it is the one git has just written. */
function withoutRepository({ gitDir: _, ...place }: GitPlace): GitPlace {
  return place;
}

/** Source: pkg/controller/git/work_tree.go, validateSparsePatterns. */
function checkSparse(patterns: readonly string[]): void {
  for (const pattern of patterns) {
    if (pattern.startsWith("/")) throw new Error(`sparse checkout pattern must be relative: ${pattern}`);
    if (pattern.startsWith("..")) throw new Error(`sparse checkout pattern cannot escape repository: ${pattern}`);
    if (/[*?[]/.test(pattern)) {
      throw new Error(
        `sparse checkout pattern cannot contain glob characters (*, ?, [): ${pattern}; ` +
          "use directory paths like 'src/app' instead",
      );
    }
  }
}
