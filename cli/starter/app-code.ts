import { lstatSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { UserError } from "../../model/problem.ts";
import { listed } from "../../model/words.ts";
import { appFiles } from "../../sandbox/seed/app-files.ts";
import { gitFor } from "../../sandbox/seed/git.ts";

/**
 * The files of an app's folder that belong to it: what Git tracks there, so that nothing a user left lying about is
 * published; every file where Git knows none.
 *
 * @param folder absolute
 * @throws UserError when there are none
 */
export async function appCode(
  folder: string,
  signal: AbortSignal,
): Promise<{ readonly folder: string; readonly files: readonly string[] }> {
  // nothing remote is asked: the login is for nobody
  const git = gitFor({ url: "http://127.0.0.1", user: "", password: "" }, { tmp: tmpdir(), signal });
  const files = await appFiles(git, folder, ".").catch((error: unknown) => {
    throw error instanceof UserError ? new UserError(`--from: ${folder} holds no files that Git tracks`) : error;
  });
  const links = files.filter((file) => lstatSync(path.join(folder, file)).isSymbolicLink());
  if (links.length > 0)
    throw new UserError(
      `--from: links aren't followed, since they may lead out of the app: ${listed(links)}. Replace them by files`,
    );
  return { folder, files };
}
