import { setTimeout } from "node:timers/promises";
import type { GitRemote } from "../outside.ts";
import type { StepContext } from "../step.ts";
import { remoteBranchExists } from "./bare-clone.ts";
import { tryGit } from "./run-git.ts";
import { pullRebase, type WorkTree } from "./work-tree.ts";

/** What to push where. */
export interface PushOrder {
  readonly branch: string;
  /** Without integration, over whatever is there. */
  readonly force: boolean;
}

/** How often and how long apart a push is tried that somebody else's was faster than. */
const firstPauseMs = 1000;
const factor = 1.5;
const jitter = 0.5;
const longestPauseMs = 30_000;

/** git's words for that; pkg/controller/git/work_tree.go, nonFastForwardRegex. */
const tooLate =
  /^\s*!\s+\[(?:remote )?rejected].+\((?:non-fast-forward|fetch first|cannot lock ref.*|incorrect old value provided)\)\s*$/m;

/** The remote's commits and the checkout's contradict each other: no retry helps. */
export class MergeConflict extends Error {
  override readonly name = "MergeConflict";
  constructor() {
    super("merge conflict");
  }
}

/** Promotions of this process that push to the same branch go one after the other. */
const queues = new Map<string, Promise<unknown>>();

/**
 * Pushes a checkout's commits to a branch of the remote. Unless it is forced, the remote's own commits come below them
 * first, as with Kargo's default push integration policy, AlwaysRebase.
 * Source: akuity/kargo v1.11.2, pkg/controller/git/work_tree.go, Push, and pkg/promotion/runner/builtin/git_pusher.go.
 *
 * @throws MergeConflict
 */
export async function pushBranch(
  context: StepContext,
  tree: WorkTree,
  remote: GitRemote,
  order: PushOrder,
  maxAttempts: number,
): Promise<void> {
  const key = `${tree.clone.repoURL}:${order.branch}`;
  const attempts = attemptsOf(maxAttempts);
  const pausing = context.pause ?? ((ms: number) => setTimeout(ms, undefined, { signal: context.signal }));
  for (let attempt = 1; ; attempt += 1) {
    const pushed = await inTurn(key, () => pushOnce(tree, remote, order));
    if (pushed) return;
    if (attempt >= attempts) throw new Error("error pushing branch: non-fast-forward");
    const pause = Math.min(firstPauseMs * factor ** (attempt - 1), longestPauseMs);
    await pausing(pause * (1 + Math.random() * jitter));
  }
}

/**
 * Upstream's pauses grow until one would be longer than the longest; that ends them, whatever maxAttempts says: ten
 * attempts, its default, are nine. Source: k8s.io/apimachinery, pkg/util/wait/backoff.go, Step.
 */
function attemptsOf(maxAttempts: number): number {
  const until = Math.floor(Math.log(longestPauseMs / firstPauseMs) / Math.log(factor)) + 1;
  return Math.min(maxAttempts, until);
}

/** @returns false when somebody else's push was faster */
async function pushOnce(tree: WorkTree, remote: GitRemote, { branch, force }: PushOrder): Promise<boolean> {
  if (!force && (await remoteBranchExists(tree.place, remote, branch))) {
    if (!(await pullRebase(tree, remote, branch))) throw new MergeConflict();
  }
  const args = ["push", "origin", `HEAD:${branch}`, ...(force ? ["--force"] : [])];
  const { exitCode, output } = await tryGit({ ...tree.place, remote }, args);
  if (exitCode === 0) return true;
  if (tooLate.test(output)) return false;
  throw new Error(`error pushing branch: ${output.trimEnd()}`);
}

/** Pushes a tag of the clone. @throws Error in git's words, also when the remote has another one of that name */
export async function pushTag(tree: WorkTree, remote: GitRemote, tag: string): Promise<void> {
  const { exitCode, output } = await tryGit({ ...tree.place, remote }, ["push", "origin", "tag", tag]);
  if (exitCode !== 0) throw new Error(`error pushing tag: ${output.trimEnd()}`);
}

async function inTurn<T>(key: string, work: () => Promise<T>): Promise<T> {
  const before = queues.get(key) ?? Promise.resolve();
  const mine = before.then(work, work);
  const settled = mine.catch(() => undefined);
  queues.set(key, settled);
  try {
    return await mine;
  } finally {
    if (queues.get(key) === settled) queues.delete(key);
  }
}
