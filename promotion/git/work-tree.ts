import { lstat, readdir, readFile, stat } from "node:fs/promises";
import { join, normalize } from "node:path";
import type { GitRemote } from "../outside.ts";
import type { StepContext } from "../step.ts";
import { type BareClone, findCheckout, gitFolderOf, placeOf } from "./bare-clone.ts";
import { type GitPlace, runGit, tryGit } from "./run-git.ts";

/** A checkout and how to run git in it. */
export interface WorkTree {
  /** The folder git runs in: the checkout's, or one below it. */
  readonly place: GitPlace;
  readonly clone: BareClone;
}

/** Upstream's LoadWorkTree of pkg/controller/git/work_tree.go. @throws Error when `folder` is in no checkout */
export async function loadWorkTree(context: StepContext, folder: string): Promise<WorkTree> {
  const { dir, gitDir, clone } = await findCheckout(context, folder);
  const known = await stat(folder).catch(() => undefined);
  if (known?.isDirectory() !== true) throw new Error("there is no such folder");
  await refuseForeign(dir, gitFolderOf(context));
  return { place: { ...(await placeOf(context)), cwd: folder, gitDir, workTree: dir }, clone };
}

/** Stages everything at and below the folder; what `.gitignore` names stays out. */
export async function addAll({ place }: WorkTree): Promise<void> {
  await runGit(place, ["add", "."]);
}

/**
 * Refuses a repository within a checkout that is none of git-clone's: git would look into it with the settings it brings
 * along, and those may start programs. Upstream takes it for a submodule.
 */
async function refuseForeign(top: string, gitFolder: string, below = ""): Promise<void> {
  for (const entry of await readdir(join(top, below), { withFileTypes: true })) {
    const path = join(below, entry.name);
    if (entry.name.toLowerCase() === ".git") {
      if (below === "" || !(await isForeign(join(top, path), gitFolder))) continue;
      throw new Error(`${below} holds a Git repository of its own, which can't be part of another's files`);
    }
    if (entry.isDirectory()) await refuseForeign(top, gitFolder, path);
  }
}

/** Whether a `.git` leads anywhere but to the clones beside the work folder, which no step can write to. */
async function isForeign(git: string, gitFolder: string): Promise<boolean> {
  const kind = await lstat(git).catch(() => undefined);
  if (kind === undefined) return false;
  const target = kind.isFile() ? (await readFile(git, "utf8")).replace(/^gitdir: /, "").trimEnd() : "";
  return normalize(target) !== target || !target.startsWith(`${gitFolder}/`);
}

/** Removes every file that git knows at and below the folder. */
export async function clear({ place }: WorkTree): Promise<void> {
  await runGit(place, ["rm", "-rf", "--quiet", "--ignore-unmatch", "."]);
}

/** Whether anything in the checkout differs from its last commit; submodules count by their commit only. */
export async function hasDiffs({ place }: WorkTree): Promise<boolean> {
  return (await runGit(place, ["status", "-s", "--ignore-submodules=dirty"])) !== "";
}

/** Commits what is staged. */
export async function commit(
  { place }: WorkTree,
  message: string,
  author?: { readonly name: string; readonly email: string },
): Promise<void> {
  await runGit(author === undefined ? place : { ...place, author }, ["commit", "--quiet", "-F", "-"], message);
}

export async function lastCommit({ place }: Pick<WorkTree, "place">): Promise<string> {
  return (await runGit(place, ["rev-parse", "HEAD"])).trim();
}

/** Empty when a commit or a tag is checked out. */
export async function currentBranch({ place }: WorkTree): Promise<string> {
  return (await runGit(place, ["branch", "--show-current"])).trim();
}

export async function createTag({ place }: WorkTree, tag: string, message: string, force: boolean): Promise<void> {
  await runGit(place, ["tag", "-a", ...(force ? ["--force"] : []), "-F", "-", "--", tag], message);
}

/** Whether a rebase stopped half-way. */
export async function isRebasing({ place }: WorkTree): Promise<boolean> {
  const gitDir = place.gitDir ?? place.cwd;
  const folders = await Promise.all(
    ["rebase-merge", "rebase-apply"].map((name) => stat(join(gitDir, name)).catch(() => undefined)),
  );
  return folders.some((folder) => folder !== undefined);
}

/** The remote branch's commits come below the checkout's own. @returns false when they contradict each other */
export async function pullRebase(tree: WorkTree, remote: GitRemote, branch: string): Promise<boolean> {
  const args = ["pull", "--rebase", "--no-recurse-submodules", "origin", branch];
  const { exitCode, output } = await tryGit({ ...tree.place, remote }, args);
  if (exitCode === 0) return true;
  if (await isRebasing(tree)) return false;
  throw new Error(`error pulling and rebasing branch: ${output.trimEnd()}`);
}
