import { mkdtemp, rm } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { type GitRemote, gitFor, headOf, type Workplace } from "./git.ts";

export interface CommitToBranchArgs extends Workplace {
  readonly remote: GitRemote;
  /** Made without history when the remote has no such branch. */
  readonly branch: string;
  /**
   * Changes the files of the work tree; called again, on a new one, each time somebody else's push came first.
   *
   * @param head the branch's commit; undefined when it doesn't exist
   * @returns the commit's message, or undefined to leave the branch as it is
   */
  readonly change: (folder: string, head: string | undefined) => Promise<string | undefined>;
}

export interface BranchCommit {
  /** The branch's commit afterwards. */
  readonly commit: string;
  /** False when the files were already as wanted: then nothing was committed. */
  readonly changed: boolean;
}

/** As often as Kargo's git-push step tries by default (pkg/promotion/runner/builtin/git_pusher.go). */
const attempts = 10;

/**
 * One commit on a branch of a remote, made on a scratch clone that is removed again. History is never overwritten.
 *
 * @throws Error when git fails, or when others pushed first ten times in a row
 */
export async function commitToBranch({
  remote,
  branch,
  change,
  tmp,
  signal,
}: CommitToBranchArgs): Promise<BranchCommit> {
  const git = gitFor(remote, { tmp, signal });
  for (let attempt = 1; ; attempt++) {
    const folder = await mkdtemp(join(tmp, "commit-"));
    try {
      await git(folder, "init", "--quiet", "--template=", `--initial-branch=${branch}`);
      const head = await headOf(git, folder, remote, branch);
      if (head) {
        await git(folder, "fetch", "--quiet", "--depth=1", remote.url, `refs/heads/${branch}`);
        await git(folder, "reset", "--quiet", "--hard", "FETCH_HEAD");
      }
      const base = head && (await git(folder, "rev-parse", "HEAD"));
      const message = await change(folder, base);
      if (message === undefined) {
        if (base) return { commit: base, changed: false };
        throw new Error(`there is nothing to commit on the missing branch ${branch} of ${remote.url}`);
      }
      // --force: what was put there is wanted, whatever a .gitignore among it says.
      await git(folder, "add", "--all", "--force");
      if (base && (await git(folder, "status", "--porcelain")) === "") return { commit: base, changed: false };
      await git(folder, "commit", "--quiet", "--cleanup=verbatim", `--message=${message}`);
      const commit = await git(folder, "rev-parse", "HEAD");
      try {
        await git(folder, "push", "--quiet", remote.url, `HEAD:refs/heads/${branch}`);
        return { commit, changed: true };
      } catch (error) {
        signal?.throwIfAborted();
        // Git's words for "somebody was first" differ by transport; the branch itself says it plainly.
        const now = await headOf(git, folder, remote, branch);
        if (now === commit) return { commit, changed: true };
        if (now === base || attempt === attempts) throw error;
      }
    } finally {
      await rm(folder, { recursive: true, force: true, maxRetries: 3 });
    }
    await setTimeout(50 * attempt * (0.5 + Math.random()), undefined, signal ? { signal } : {});
  }
}
