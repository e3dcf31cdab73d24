import { runGit, tryGit } from "../git/run-git.ts";
import type { ScratchRemote, ScratchRemotes } from "./scratch-remotes.ts";

/** What a Promotion would leave in a repository. */
export interface RefChange {
  readonly repoURL: string;
  /** `stage/dev`, or a tag's name. */
  readonly name: string;
  readonly kind: "branch" | "tag";
  /** Left out for one that is new. */
  readonly before?: string;
  /** Left out for one that is gone. */
  readonly after?: string;
  /** What came to it, oldest first; what another branch already had isn't counted. */
  readonly commits: readonly Commit[];
}

export interface Commit {
  readonly id: string;
  readonly parents: readonly string[];
  readonly author: string;
  readonly committer: string;
  readonly message: string;
  /** Against its first parent. */
  readonly files: readonly { readonly status: string; readonly path: string }[];
  readonly diff: string;
  /** The diff is longer than what is shown of one. */
  readonly cut?: true;
}

/** Branches and tags by name. */
export type Refs = ReadonlyMap<string, string>;

/** Characters of one commit's diff. */
const longestDiff = 1 << 20;

export async function refsOf(remotes: ScratchRemotes, remote: ScratchRemote): Promise<Refs> {
  const lines = await runGit(remotes.place(remote), ["for-each-ref", "--format=%(refname) %(objectname)"]);
  return new Map(
    lines
      .split("\n")
      .filter(Boolean)
      .map((line) => line.split(" ") as [string, string]),
  );
}

/** What is in a repository now that wasn't before. */
export async function changesOf(
  remotes: ScratchRemotes,
  remote: ScratchRemote,
  before: Refs,
): Promise<readonly RefChange[]> {
  const after = await refsOf(remotes, remote);
  const names = [...new Set([...before.keys(), ...after.keys()])].sort();
  const changed = names.filter((name) => before.get(name) !== after.get(name));
  const changes: RefChange[] = [];
  for (const ref of changed) {
    const [, kind = "", name = ""] = /^refs\/(heads|tags)\/(.+)$/.exec(ref) ?? [];
    const [old, now] = [before.get(ref), after.get(ref)];
    changes.push({
      repoURL: remote.repoURL,
      name,
      kind: kind === "tags" ? "tag" : "branch",
      ...(old === undefined ? {} : { before: old }),
      ...(now === undefined ? {} : { after: now }),
      commits: now === undefined || kind === "tags" ? [] : await commitsOf(remotes, remote, now, [...before.values()]),
    });
  }
  return changes;
}

/** Neither renames nor anything that a repository could make git start. */
const plainDiff = ["--root", "--no-renames", "--no-ext-diff", "--no-textconv"];

async function commitsOf(
  remotes: ScratchRemotes,
  remote: ScratchRemote,
  tip: string,
  known: readonly string[],
): Promise<Commit[]> {
  const place = remotes.place(remote);
  const not = known.map((id) => `^${id}\n`).join("");
  const format = `--format=${begin}%H%x00%P%x00%an <%ae>%x00%cn <%ce>%x00%B`;
  const order = ["--reverse", "--topo-order", "--diff-merges=first-parent"];
  const args = ["log", "-z", "--stdin", ...order, ...plainDiff, "--name-status", format];
  const commits: Commit[] = [];
  for (const commit of logged(await runGit(place, args, `${tip}\n${not}`))) {
    const against = commit.parents[0] === undefined ? [commit.id] : [commit.parents[0], commit.id];
    const diff = await tryGit({ ...place, enough: longestDiff }, [
      "diff-tree",
      "--no-commit-id",
      "-r",
      "-p",
      ...plainDiff,
      ...against,
    ]);
    commits.push({ ...commit, diff: diff.stdout, ...(diff.cut ? { cut: true } : {}) });
  }
  return commits;
}

/** Where a commit begins among fields that otherwise go on with a file's status, which is a letter. */
const begin = "\u0001";

/** git's log of commits and the files they touch, whose fields end in NUL. */
function logged(log: string): Omit<Commit, "diff" | "cut">[] {
  const fields = log.split("\0");
  const commits = [];
  for (let at = 0; fields[at]?.startsWith(begin) === true; ) {
    const [id = "", parents = "", author = "", committer = "", message = ""] = fields.slice(at, at + 5);
    const files = [];
    for (at += 5; fields[at] !== undefined && !fields[at]?.startsWith(begin); at += 2) {
      const status = fields[at]?.trimStart() ?? ""; // an empty line stands before the first
      if (status !== "") files.push({ status, path: fields[at + 1] ?? "" });
    }
    commits.push({
      id: id.slice(begin.length),
      parents: parents.split(" ").filter(Boolean),
      author,
      committer,
      message: message.trimEnd(),
      files,
    });
  }
  return commits;
}
