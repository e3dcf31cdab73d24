import { copyFile, mkdir } from "node:fs/promises";
import { dirname, join } from "node:path";
import { appFiles } from "./app-files.ts";
import { type BranchCommit, commitToBranch } from "./commit-to-branch.ts";
import { type GitRemote, gitFor, headOf, type Workplace } from "./git.ts";

export interface SeedRepositoryArgs extends Workplace {
  readonly remote: GitRemote;
  /** Slipway's clone, or the folder of another app's repository. */
  readonly clone: string;
  /** Folder of the app, the same in the clone and in the repository: `apps/goserver`. */
  readonly app: string;
  /** The app's name, for the commit's message. Default: the last part of its folder. */
  readonly name?: string;
  /** Also takes files that Git doesn't track yet. Default: false. */
  readonly untracked?: boolean;
}

/**
 * Gives the repository its first commit, on `main`: the app as it stands in this clone. A repository that has a `main`
 * is left as it is.
 *
 * @throws UserError when the clone holds no such app
 */
export async function seedRepository(args: SeedRepositoryArgs): Promise<BranchCommit> {
  const { remote, clone, app, tmp, signal } = args;
  const git = gitFor(remote, { tmp, signal });
  const seeded = await headOf(git, tmp, remote, "main");
  if (seeded) return { commit: seeded, changed: false };
  const files = await appFiles(git, clone, app, args.untracked);
  return commitToBranch({
    remote,
    branch: "main",
    tmp,
    signal,
    change: async (folder, head) => {
      if (head) return undefined;
      for (const file of files) {
        await mkdir(join(folder, dirname(file)), { recursive: true });
        await copyFile(join(clone, file), join(folder, file));
      }
      return `Add ${args.name ?? app.split("/").at(-1)}\n`;
    },
  });
}
