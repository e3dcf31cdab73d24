import { UserError } from "../../model/problem.ts";
import { listed } from "../../model/words.ts";
import { GitError, type GitPlace, runGit, tryGit } from "../../promotion/git/run-git.ts";
import type { Credentials } from "../../promotion/outside.ts";
import { pushFailure } from "./push-failure.ts";

export interface FirstCommit {
  /** The folder that becomes the commit, all of it. */
  readonly tree: string;
  readonly url: string;
  readonly branch: string;
  readonly message: string;
  readonly author: { readonly name: string; readonly email: string };
  readonly login: (Credentials & { readonly from: string }) | undefined;
  /** Absolute path. */
  readonly git: string;
  /** An empty folder for git's home. */
  readonly home: string;
  readonly signal: AbortSignal;
}

export interface Pushed {
  readonly commit: string;
  /** False: the repository has these very files already, as after a push whose answer was lost. */
  readonly isNew: boolean;
}

/**
 * Pushes a folder as the one commit of an empty repository. Never with force: a branch that somebody made meanwhile
 * refuses it.
 *
 * @throws UserError when the repository holds anything else, or refuses
 */
export async function pushFirstCommit(args: FirstCommit): Promise<Pushed> {
  const { tree, url, branch, message, author, login, git: program, home, signal } = args;
  const local: GitPlace = { program, home, cwd: tree, signal, author };
  const remote: GitPlace = { ...local, remote: { url, ...(login && { credentials: login }) } };
  const failed = (error: unknown, did: string) =>
    error instanceof GitError ? pushFailure(error, { url, login, did }) : error;

  const refs = await remoteRefs(remote, url).catch((error: unknown) => {
    throw failed(error, "read");
  });
  await runGit(local, ["init", "--quiet", "--template=", `--initial-branch=${branch}`]);
  // --force: what is in the folder is wanted, whatever a .gitignore in it says
  await runGit(local, ["add", "--all", "--force"]);
  await runGit(local, ["commit", "--quiet", "--cleanup=verbatim", `--message=${message}`]);
  const commit = (await runGit(local, ["rev-parse", "HEAD"])).trim();
  if (refs.size > 0) return alreadyThere(args, remote, refs, failed);
  try {
    await runGit(remote, ["push", "--quiet", "--porcelain", url, `HEAD:refs/heads/${branch}`]);
  } catch (error) {
    signal.throwIfAborted();
    // the branch itself says whether it arrived, whatever became of the answer
    const now = await remoteRefs(remote, url).catch(() => new Map<string, string>());
    if (now.get(`refs/heads/${branch}`) !== commit) throw failed(error, "write to");
  }
  return { commit, isNew: true };
}

/** Every branch and tag with its commit. */
async function remoteRefs(place: GitPlace, url: string): Promise<Map<string, string>> {
  const lines = (await runGit(place, ["ls-remote", "--", url])).split("\n").filter((line) => line !== "");
  const refs = lines.map((line) => line.split("\t")).filter(([, name = ""]) => name !== "HEAD");
  return new Map(refs.map(([commit = "", name = ""]) => [name, commit]));
}

async function alreadyThere(
  { url, branch, tree }: FirstCommit,
  place: GitPlace,
  refs: ReadonlyMap<string, string>,
  failed: (error: unknown, did: string) => unknown,
): Promise<Pushed> {
  const at = refs.get(`refs/heads/${branch}`);
  const first = at === undefined ? [...refs.keys()][0] : `refs/heads/${branch}`;
  await runGit(place, ["fetch", "--quiet", "--depth=1", "--no-tags", url, first ?? ""]).catch((error: unknown) => {
    throw failed(error, "read");
  });
  const same = await tryGit({ ...place, cwd: tree }, ["diff", "--quiet", "HEAD", "FETCH_HEAD"]);
  if (same.exitCode === 0 && refs.size === 1 && at !== undefined) return { commit: at, isNew: false };
  const files = (await runGit(place, ["ls-tree", "-z", "--name-only", "FETCH_HEAD"])).split("\0").filter(Boolean);
  const short = (names: readonly string[]) =>
    `${listed(names.slice(0, 10))}${names.length > 10 ? ` and ${names.length - 10} more` : ""}`;
  const names = [...refs.keys()].map((name) => name.replace(/^refs\/(heads|tags)\//, ""));
  throw new UserError(
    `${url} isn't empty, and nothing was pushed. It has ${short(names)}; in ${first?.replace(/^refs\/\w+\//, "")}: ${short(files)}. A starter is the first commit of a repository that was made without README, licence and .gitignore. Make one like that, or write the files into a clone of this one: slipway new, then slipway workflow`,
  );
}
