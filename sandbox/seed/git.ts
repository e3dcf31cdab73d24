import { runProgram } from "./run-program.ts";

/** A repository, and who may write to it. */
export interface GitRemote {
  /** `http://127.0.0.1:PORT/acme/goserver.git`, or a folder; never with credentials in it. */
  readonly url: string;
  readonly user: string;
  readonly password: string;
}

/** Where work lies while it is being done, and how it is stopped. */
export interface Workplace {
  /** An existing folder; everything made in it is removed again. */
  readonly tmp: string;
  readonly signal?: AbortSignal | undefined;
}

/** Runs git in a folder and returns what it wrote to standard output, without the last line break. */
export type Git = (cwd: string, ...args: readonly string[]) => Promise<string>;

/** Who the commits of the sandbox are by. */
const committer = { name: "Slipway sandbox", email: "sandbox@slipway.invalid" };

/** A push to loopback takes milliseconds; this only bounds a server that hangs. */
const timeoutMs = 60_000;

/**
 * Plain git, whatever the user's own configuration says: no global or system file, no prompt, no hook, no credential
 * helper. The credentials go by the environment, to this remote only, so neither a process list nor a log shows them.
 */
export function gitFor(remote: GitRemote, { tmp, signal }: Workplace): Git {
  const basic = Buffer.from(`${remote.user}:${remote.password}`).toString("base64");
  const env = {
    PATH: process.env["PATH"] ?? "",
    HOME: tmp,
    TMPDIR: tmp,
    LC_ALL: "C",
    GIT_CONFIG_GLOBAL: "/dev/null",
    GIT_CONFIG_NOSYSTEM: "1",
    GIT_TERMINAL_PROMPT: "0",
    GIT_CONFIG_COUNT: "2",
    GIT_CONFIG_KEY_0: `http.${remote.url}.extraHeader`,
    GIT_CONFIG_VALUE_0: `Authorization: Basic ${basic}`,
    // Housekeeping goes on in the background: it would outlive the folder it works in.
    GIT_CONFIG_KEY_1: "maintenance.auto",
    GIT_CONFIG_VALUE_1: "false",
    GIT_AUTHOR_NAME: committer.name,
    GIT_AUTHOR_EMAIL: committer.email,
    GIT_COMMITTER_NAME: committer.name,
    GIT_COMMITTER_EMAIL: committer.email,
  };
  const secrets = [basic, remote.password];
  return async (cwd, ...args) =>
    (await runProgram({ program: "git", args, cwd, env, timeoutMs, signal, secrets })).trimEnd();
}

/** The commit a branch of the remote points to; undefined when there is no such branch. */
export async function headOf(git: Git, tmp: string, remote: GitRemote, branch: string): Promise<string | undefined> {
  const line = await git(tmp, "ls-remote", remote.url, `refs/heads/${branch}`);
  return line.split("\t")[0] || undefined;
}

/**
 * Puts the files of a commit into an empty folder.
 *
 * @param commit a commit on the branch; default the branch's newest
 * @returns the commit's id
 */
export async function checkOut(
  git: Git,
  folder: string,
  remote: GitRemote,
  branch: string,
  commit?: string,
): Promise<string> {
  await git(folder, "init", "--quiet", "--template=");
  // The whole branch: a server need not hand out a commit that no branch points to.
  await git(folder, "fetch", "--quiet", remote.url, `refs/heads/${branch}`);
  await git(folder, "checkout", "--quiet", "--detach", commit ?? "FETCH_HEAD");
  return git(folder, "rev-parse", "HEAD");
}
