import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { baseEnvironment, findOnPath } from "../../../sandbox/environment.ts";
import { ensureBareRepository } from "../../../sandbox/git-repositories.ts";
import { freePorts } from "../../../sandbox/ports.ts";
import type { GitRemote } from "../../../sandbox/seed/git.ts";
import { prepareState } from "../../../sandbox/state.ts";

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
  mkdirSync(join(paths.home, "git-server"), { recursive: true });
  const [port = 0] = await freePorts(1, new Set());
  const user = "x-access-token";
  const env = {
    ...baseEnvironment(paths, "git-server", findOnPath("git")),
    SLIPWAY_GIT_USER: user,
    SLIPWAY_GIT_PASSWORD: token,
  };
  const script = join(import.meta.dirname, "../../../sandbox/git-server.ts");
  const args = [script, "--root", paths.git, "--pulls", paths.pulls, "--port", String(port)];
  const server = spawn(process.execPath, args, { env, stdio: ["ignore", "pipe", "inherit"] });
  await once(server.stdout as NonNullable<ChildProcess["stdout"]>, "data");
  const bare = await ensureBareRepository(paths.root, repository);
  const url = `http://127.0.0.1:${port}`;
  return {
    url,
    remote: { url: `${url}/${repository}.git`, user, password: token },
    folder: bare,
    async [Symbol.asyncDispose]() {
      server.kill();
      await once(server, "exit");
    },
  };
}
