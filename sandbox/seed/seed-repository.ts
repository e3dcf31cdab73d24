import { copyFile, mkdir } from "node:fs/promises";
import { dirname, join } from "node:path";
import { appFiles } from "./app-files.ts";
import { type BranchCommit, commitToBranch } from "./commit-to-branch.ts";
import { type GitRemote, gitFor, headOf, type Workplace } from "./git.ts";

export interface SeedRepositoryArgs extends Workplace {
  readonly remote: GitRemote;
  /** Slipway's clone. */
  readonly clone: string;
  /** Folder of the app, the same in the clone and in the repository: `apps/goserver`. */
  readonly app: string;
}

/**
 * Gives the repository its first commit, on `main`: the app as it stands in this clone. A repository that has a `main`
 * is left as it is.
 *
 * @throws UserError when the clone holds no such app
 */
export async function seedRepository({ remote, clone, app, tmp, signal }: SeedRepositoryArgs): Promise<BranchCommit> {
  const git = gitFor(remote, { tmp, signal });
  const seeded = await headOf(git, tmp, remote, "main");
  if (seeded) return { commit: seeded, changed: false };
  const files = await appFiles(git, clone, app);
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
      return `Add ${app.split("/").at(-1)}\n`;
    },
  });
}
