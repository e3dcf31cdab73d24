import { join } from "node:path";
import { ensureBareRepository } from "../../../sandbox/git-repositories.ts";
import type { GitRemote } from "../../../sandbox/seed/git.ts";
import { prepareState } from "../../../sandbox/state.ts";
import { startGitServer } from "../git-server.ts";

/** The sandbox's git server alone, with one empty repository; logins are GitHub's: any token's user is `x-access-token`. */
export interface GitHost extends AsyncDisposable {
  /** In place of https://github.com. */
  readonly url: string;
  readonly remote: GitRemote;
  /** The bare repository's folder, for hooks. */
  readonly folder: string;
}

export async function startGitHost(folder: string, repository: string, token: string): Promise<GitHost> {
  const paths = prepareState(join(folder, "state"));
  const user = "x-access-token";
  const server = await startGitServer(paths, { user, password: token });
  const bare = await ensureBareRepository(paths.root, repository);
  const { url } = server;
  return {
    url,
    remote: { url: `${url}/${repository}.git`, user, password: token },
    folder: bare,
    [Symbol.asyncDispose]: () => server.stop(),
  };
}
