import { GitError, type GitPlace, runGit, tryGit } from "../git/run-git.ts";
import type { PullRequest, PullRequests } from "../outside.ts";
import type { ScratchRemotes } from "./scratch-remotes.ts";

/** A pull request that would be opened. */
export interface WouldOpen {
  readonly repoURL: string;
  readonly id: number;
  readonly head: string;
  readonly base: string;
  readonly title: string;
  readonly description: string;
  readonly labels: readonly string[];
}

/**
 * Pull requests between branches of the scratch copies. Whoever waits for one or merges it finds it merged: a dry run
 * can't wait for a person, and what comes after the merge is worth seeing.
 */
export function scratchPullRequests(
  remotes: ScratchRemotes,
  opened: (request: WouldOpen) => void,
  person: { readonly name: string; readonly email: string },
): PullRequests {
  const requests: { request: WouldOpen; state: PullRequest }[] = [];
  const numbered = (id: number) => {
    const found = requests[id - 1];
    if (found === undefined)
      throw new Error(`there is no pull request ${id}: the dry run has opened ${requests.length}`);
    return found;
  };
  const merge = async (id: number): Promise<PullRequest> => {
    const entry = numbered(id);
    if (entry.state.merged) return entry.state;
    const remote = await remotes.of(entry.request.repoURL);
    const commit = await mergeBranches({ ...remotes.place(remote), author: person }, entry.request);
    entry.state = { ...entry.state, open: false, merged: true, mergeCommitSHA: commit };
    return entry.state;
  };
  return {
    open: async (repoURL, { labels = [], ...request }) => {
      const id = requests.length + 1;
      const would = { repoURL, id, ...request, labels };
      const state = { id, url: `${repoURL.replace(/\.git$/, "")}/pulls/${id}`, open: true, merged: false };
      requests.push({ request: would, state });
      opened(would);
      return state;
    },
    find: async (repoURL, head, base) =>
      requests.find(({ request, state }) => {
        return state.open && request.repoURL === repoURL && request.head === head && request.base === base;
      })?.state,
    get: (_, id) => merge(id),
    merge: (_, id) => merge(id),
  };
}

/** A merge commit, as providers make one when somebody presses the button. */
async function mergeBranches(place: GitPlace, { head, base, title, id }: WouldOpen): Promise<string> {
  const [theirs = "", ours = ""] = (await runGit(place, ["rev-parse", `refs/heads/${head}`, `refs/heads/${base}`]))
    .trim()
    .split("\n");
  const behind = await tryGit(place, ["merge-base", "--is-ancestor", ours, theirs]);
  const tree = behind.exitCode === 0 ? `${theirs}^{tree}` : await mergedTree(place, ours, theirs, base);
  const made = await runGit(
    place,
    ["commit-tree", "-p", ours, "-p", theirs, "-F", "-", (await runGit(place, ["rev-parse", tree])).trim()],
    `Merge pull request #${id}: ${title}\n`,
  );
  const commit = made.trim();
  await runGit(place, ["update-ref", `refs/heads/${base}`, commit, ours]);
  return commit;
}

async function mergedTree(place: GitPlace, ours: string, theirs: string, base: string): Promise<string> {
  try {
    const said = await runGit(place, ["merge-tree", "--write-tree", "--allow-unrelated-histories", ours, theirs]);
    return said.split("\n")[0] ?? "";
  } catch (error) {
    if (!(error instanceof GitError)) throw error;
    throw new Error(`the pull request can't be merged into ${base}: ${error.result.output.trim()}`);
  }
}
