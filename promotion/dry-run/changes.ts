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

async function commitsOf(
  remotes: ScratchRemotes,
  remote: ScratchRemote,
  tip: string,
  known: readonly string[],
): Promise<Commit[]> {
  const place = remotes.place(remote);
  const not = known.map((id) => `^${id}\n`).join("");
  const ids = (await runGit(place, ["rev-list", "--reverse", "--topo-order", "--stdin"], `${tip}\n${not}`)).split("\n");
  const commits: Commit[] = [];
  for (const id of ids.filter(Boolean)) {
    const format = "--format=%P%x00%an <%ae>%x00%cn <%ce>%x00%B";
    const [parents = "", author = "", committer = "", message = ""] = (
      await runGit(place, ["show", "--no-patch", format, id, "--"])
    ).split("\0");
    const range = ["--no-commit-id", "-r", "--root", "--no-renames", "--no-ext-diff", "--no-textconv"];
    const against = parents === "" ? [id] : [parents.split(" ")[0] ?? "", id];
    const names = (await runGit(place, ["diff-tree", ...range, "--name-status", "-z", ...against])).split("\0");
    const diff = await tryGit({ ...place, enough: longestDiff }, ["diff-tree", ...range, "-p", ...against]);
    commits.push({
      id,
      parents: parents.split(" ").filter(Boolean),
      author,
      committer,
      message: message.trimEnd(),
      files: pairs(names),
      diff: diff.stdout,
      ...(diff.cut ? { cut: true } : {}),
    });
  }
  return commits;
}

function pairs(fields: readonly string[]): { readonly status: string; readonly path: string }[] {
  const found = [];
  for (let index = 0; index + 1 < fields.length; index += 2) {
    found.push({ status: fields[index] ?? "", path: fields[index + 1] ?? "" });
  }
  return found;
}
