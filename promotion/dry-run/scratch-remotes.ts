import { mkdir, realpath } from "node:fs/promises";
import { join } from "node:path";
import { normalized } from "../../model/expr/repositories.ts";
import { UserError } from "../../model/problem.ts";
import { GitError, type GitPlace, runGit } from "../git/run-git.ts";

/** A bare copy of a repository that stands for it as long as the dry run lasts; pushes end here. */
export interface ScratchRemote {
  readonly repoURL: string;
  /** Its folder. */
  readonly url: string;
  /** The branch that a clone gets when none is named; undefined when the repository has no commit. */
  readonly defaultBranch?: string;
  /** Branches that are only known from the last fetch of the repository they were copied from. */
  readonly lastFetched: readonly string[];
}

export interface ScratchRemotes {
  /** The copy that stands for a repository; made when it is first asked for. */
  of(repoURL: string): Promise<ScratchRemote>;
  /** Those made so far. */
  made(): Promise<readonly ScratchRemote[]>;
  /** Where git runs in one of them. */
  place(remote: ScratchRemote): GitPlace;
}

/**
 * @param folder an empty folder of the dry run's own
 * @param from the repository to copy for a URL: a folder of this machine or another URL; undefined for the URL itself
 */
export function scratchRemotes(
  folder: string,
  base: Pick<GitPlace, "program" | "signal">,
  from: (repoURL: string) => string | undefined,
): ScratchRemotes {
  const copies = new Map<string, Promise<ScratchRemote>>();
  const home = join(folder, "home");
  const place = ({ url }: Pick<ScratchRemote, "url">): GitPlace => ({ ...base, home, cwd: url, gitDir: url });
  const copy = async (repoURL: string): Promise<ScratchRemote> => {
    await mkdir(home, { recursive: true, mode: 0o700 });
    const url = join(await realpath(folder), `${copies.size}.git`);
    await clone({ ...base, home, cwd: folder }, repoURL, from(repoURL) ?? repoURL, url);
    const lastFetched = await settleRefs(place({ url }));
    const defaultBranch = await findDefaultBranch(place({ url }));
    return { repoURL, url, lastFetched, ...(defaultBranch === undefined ? {} : { defaultBranch }) };
  };
  return {
    of: (repoURL) => {
      const key = normalized.git(repoURL);
      const known = copies.get(key) ?? copy(repoURL);
      copies.set(key, known);
      return known;
    },
    made: () => Promise.all(copies.values()),
    place,
  };
}

/** Reads from the repository and from nothing beside it; hooks and settings of either side don't count. */
async function clone(place: GitPlace, repoURL: string, from: string, to: string): Promise<void> {
  // Of an object that is written again git renews the time: with a hard link, that of the user's own file.
  const config = [
    "--no-hardlinks",
    "--config",
    "core.hooksPath=/dev/null",
    "--config",
    "receive.denyDeleteCurrent=ignore",
  ];
  try {
    await runGit({ ...place, remote: { url: from } }, ["clone", "--mirror", "--template=", ...config, "--", from, to]);
  } catch (error) {
    if (!(error instanceof GitError)) throw error;
    const what = from === repoURL ? repoURL : `${from}, which is to stand for ${repoURL}`;
    throw new UserError(
      `can't copy ${what}: ${error.result.output.trim()}\n` +
        `Name a repository on this machine that holds it: --repo ${repoURL}=PATH`,
    );
  }
}

/**
 * A clone has few branches of its own; what its last fetch brought stands in for the others. Everything else that a
 * mirror copies, stashes for one, is dropped.
 */
async function settleRefs(place: GitPlace): Promise<readonly string[]> {
  const refs = (await runGit(place, ["for-each-ref", "--format=%(objectname) %(refname)"])).split("\n").filter(Boolean);
  const all = refs.map((line) => [line.slice(0, line.indexOf(" ")), line.slice(line.indexOf(" ") + 1)] as const);
  const names = new Set(all.map(([, name]) => name));
  const tracked = /^refs\/remotes\/origin\/(?!HEAD$)(.+)$/;
  const added = all.flatMap(([id, name]) => {
    const branch = tracked.exec(name)?.[1];
    return branch === undefined || names.has(`refs/heads/${branch}`) ? [] : [{ id, branch }];
  });
  const dropped = all.filter(([, name]) => !/^refs\/(heads|tags)\//.test(name));
  const commands = [
    ...dropped.map(([, name]) => `delete ${name}\0\0`),
    ...added.map(({ id, branch }) => `create refs/heads/${branch}\0${id}\0`),
  ];
  if (commands.length > 0) await runGit(place, ["update-ref", "--no-deref", "-z", "--stdin"], commands.join(""));
  return added.map(({ branch }) => branch).sort();
}

async function findDefaultBranch(place: GitPlace): Promise<string | undefined> {
  const branches = (await runGit(place, ["for-each-ref", "--format=%(refname:short)", "refs/heads"])).split("\n");
  const head = (await runGit(place, ["rev-parse", "--symbolic-full-name", "HEAD"]).catch(() => "")).trim();
  const named = head.replace(/^refs\/heads\//, "");
  return [named, "main", "master"].find((branch) => branches.includes(branch));
}
