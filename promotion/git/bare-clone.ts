import { mkdir, mkdtemp, readdir, readFile, realpath, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { GitRemote } from "../outside.ts";
import type { StepContext } from "../step.ts";
import { GitError, type GitPlace, runGit, tryGit } from "./run-git.ts";

/** A repository that git-clone made: bare, beside the work folder, with one work tree per checkout in it. */
export interface BareClone {
  readonly dir: string;
  /** The URL as the step gives it, not where git really goes. */
  readonly repoURL: string;
}

/** Where upstream keeps the same in the repository's own settings; pkg/controller/git/base_repo.go. */
const originalUrlKey = "kargo.repoOriginalURL";
/** The same again, beside the clone: each step on a checkout asks for it, and a file costs less than to ask git. */
const originFile = "origin-url";

/** Stands where no step can be at: what all git commands of a Promotion share. */
export async function placeOf(context: StepContext): Promise<Pick<GitPlace, "program" | "home" | "signal">> {
  const home = join(gitFolderOf(context), "home");
  await mkdir(home, { recursive: true, mode: 0o700 });
  return { program: context.outside.programs.git, home, signal: context.signal };
}

/** The folder that all clones of a Promotion lie in. */
export function gitFolderOf({ gitFolder, workDir }: Pick<StepContext, "gitFolder" | "workDir">): string {
  return gitFolder ?? join(dirname(workDir), "git");
}

/**
 * Clones a repository without a work tree.
 *
 * @throws Error in upstream's words: pkg/controller/git/bare_repo.go, CloneBare
 */
export async function cloneBare(
  context: StepContext,
  repoURL: string,
  remote: GitRemote,
  options: {
    readonly author: { readonly name: string; readonly email: string };
    readonly blobless: boolean;
    readonly insecureSkipTLSVerify: boolean;
  },
): Promise<BareClone> {
  const place = await placeOf(context);
  const home = await realpath(await mkdtemp(join(gitFolderOf(context), "repo-")));
  const dir = join(home, "repo");
  const config = [
    [originalUrlKey, repoURL],
    ["user.name", options.author.name],
    ["user.email", options.author.email],
    ...(options.insecureSkipTLSVerify ? [["http.sslVerify", "false"]] : []),
  ].flatMap(([key, value]) => ["--config", `${key}=${value}`]);
  const filter = options.blobless ? ["--filter", "blob:none"] : [];
  const args = ["clone", "--bare", "--template=", ...config, ...filter, "--", remote.url, dir];
  try {
    await runGit({ ...place, cwd: home, remote }, args);
  } catch (error) {
    if (!(error instanceof GitError)) throw error;
    throw new Error(`error cloning repo ${JSON.stringify(repoURL)}: ${saidBy(error, remote.url, repoURL)}`);
  }
  await writeFile(join(home, originFile), repoURL);
  return { dir, repoURL };
}

/** What git said, about the URL that the user knows. */
export function saidBy(error: GitError, url: string, repoURL: string): string {
  return error.result.output.replaceAll(url, repoURL).trimEnd();
}

/** Whether the remote has a branch; upstream's RemoteBranchExists in pkg/controller/git/base_repo.go. */
export async function remoteBranchExists(place: GitPlace, remote: GitRemote, branch: string): Promise<boolean> {
  const args = ["ls-remote", "--heads", "--exit-code", "--", remote.url, `refs/heads/${branch}`];
  const { exitCode, output } = await tryGit({ ...place, remote }, args);
  if (exitCode !== 0 && exitCode !== 2) throw new Error(output.trimEnd());
  return exitCode === 0;
}

/** A checkout of a clone, found again from the path it was made at. */
export interface Checkout {
  /** Its top folder. */
  readonly dir: string;
  /** What belongs to this checkout alone, inside the clone. */
  readonly gitDir: string;
  readonly clone: BareClone;
}

/**
 * The checkout that a folder is or lies in. It is looked up in the clones beside the work folder and not in a `.git` of
 * the folder's own: what a step unpacked or copied there must not tell git what to run.
 *
 * @throws Error when no git-clone step checked anything out there
 */
export async function findCheckout(context: StepContext, folder: string): Promise<Checkout> {
  const gitFolder = gitFolderOf(context);
  const clones = (await namesIn(gitFolder)).filter((name) => name.startsWith("repo-"));
  let best: { dir: string; gitDir: string; bare: string } | undefined;
  for (const clone of clones) {
    const bare = join(gitFolder, clone, "repo");
    for (const name of await namesIn(join(bare, "worktrees"))) {
      const gitDir = join(bare, "worktrees", name);
      const dir = dirname((await readFile(join(gitDir, "gitdir"), "utf8")).trimEnd());
      const within = folder === dir || folder.startsWith(`${dir}/`);
      if (within && dir.length > (best?.dir.length ?? -1)) best = { dir, gitDir, bare };
    }
  }
  if (best === undefined) throw new Error("no git-clone step has checked out anything there");
  const { dir, gitDir, bare } = best;
  const repoURL = await readFile(join(dirname(bare), originFile), "utf8");
  return { dir, gitDir, clone: { dir: bare, repoURL } };
}

async function namesIn(folder: string): Promise<string[]> {
  return (await readdir(folder).catch(() => [])).sort();
}
