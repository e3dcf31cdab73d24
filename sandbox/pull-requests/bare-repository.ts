import { execFile } from "node:child_process";
import { promisify } from "node:util";

const run = promisify(execFile);
const timeout = 60_000;

/** What pull requests need of a bare repository, done by git itself. */
export class BareRepository {
  private readonly path: string;

  constructor(path: string) {
    this.path = path;
  }

  /** The commit of a branch; undefined when there is no such branch. */
  async head(branch: string): Promise<string | undefined> {
    return this.git("rev-parse", "--verify", "--quiet", `refs/heads/${branch}`).catch(() => undefined);
  }

  async mergeBase(a: string, b: string): Promise<string | undefined> {
    return this.git("merge-base", a, b).catch(() => undefined);
  }

  /** The tree that merging head into base gives; undefined when they conflict or share no history. */
  async mergedTree(base: string, head: string): Promise<string | undefined> {
    return this.git("merge-tree", "--write-tree", base, head).catch(() => undefined);
  }

  /** Whether a branch already holds a commit. */
  async contains(branch: string, commit: string): Promise<boolean> {
    return this.git("merge-base", "--is-ancestor", commit, branch).then(
      () => true,
      () => false,
    );
  }

  /**
   * Puts a merge commit on a branch.
   *
   * @throws Error when somebody pushed to the branch meanwhile
   */
  async commitMerge(
    branch: string,
    args: { base: string; head: string; tree: string; message: string; by: string },
  ): Promise<string> {
    const { base, head, tree, message, by } = args;
    const person = { name: by, email: `${by}@slipway.invalid` };
    const commit = await this.git(
      ...["-c", `user.name=${person.name}`, "-c", `user.email=${person.email}`],
      ...["commit-tree", tree, "-p", base, "-p", head, "-m", message],
    );
    await this.git("update-ref", "-m", "merged a pull request", `refs/heads/${branch}`, commit, base);
    return commit;
  }

  private async git(...args: readonly string[]): Promise<string> {
    const { stdout } = await run("git", [`--git-dir=${this.path}`, ...args], { timeout });
    return stdout.trim();
  }
}
