import { dirname } from "node:path";
import { StringDecoder } from "node:string_decoder";
import type { Credentials } from "../outside.ts";
import { supervise, withoutThese } from "../supervise.ts";

/** Where and as whom git runs. */
export interface GitPlace {
  /** Absolute path of the program. */
  readonly program: string;
  /** An existing folder without anything of the user's in it; stands for the home folder. */
  readonly home: string;
  readonly signal: AbortSignal;
  readonly cwd: string;
  /** Both or neither: without them git looks for a repository from `cwd` upwards. */
  readonly gitDir?: string;
  readonly workTree?: string;
  /** What the command may reach; left out, it reaches no other repository at all. */
  readonly remote?: { readonly url: string; readonly credentials?: Credentials };
  /** Who commits. */
  readonly author?: { readonly name: string; readonly email: string };
  /** After so many characters the command is stopped and counts as well ended; see GitResult.cut. */
  readonly enough?: number;
}

/** A finished command. */
export interface GitResult {
  readonly exitCode: number;
  readonly stdout: string;
  /** Both outputs in the order they came in. */
  readonly output: string;
  /** The output is only the beginning of what there was. */
  readonly cut?: true;
}

/** git ended with another exit code than 0. Upstream's words: pkg/exec/exec.go. */
export class GitError extends Error {
  override readonly name = "GitError";
  readonly result: GitResult;
  constructor(command: string, result: GitResult) {
    super(`error executing cmd [${command}]: ${result.output}`);
    this.result = result;
  }
}

/** A transfer that still moves is never cut off; this only bounds a command that hangs. */
const longestMs = 30 * 60_000;
/** How long a command may clean up after itself when it is told to stop. */
const graceMs = 10_000;
/** More bytes than any output a step reads; what a repository makes git say is not worth more memory. */
const mostOutput = 16 << 20;

/**
 * Settings that outrank whatever a repository's own say: nothing in it may start a program. The content of a repository
 * is a stranger's.
 */
const settings: readonly (readonly [string, string])[] = [
  ["core.hooksPath", "/dev/null"],
  ["core.fsmonitor", "false"],
  ["core.sshCommand", "false"],
  ["core.askPass", ""],
  ["core.pager", "cat"],
  ["credential.helper", ""],
  ["commit.gpgSign", "false"],
  ["tag.gpgSign", "false"],
  ["submodule.recurse", "false"],
  ["fetch.recurseSubmodules", "false"],
  ["push.recurseSubmodules", "no"],
  ["init.defaultBranch", "main"],
  ["advice.detachedHead", "false"],
  // Housekeeping goes on in the background: it would outlive the folder it works in.
  ["gc.auto", "0"],
  ["maintenance.auto", "false"],
];

/**
 * Runs git to its end, with nothing of the user's own settings, no prompt, no hook, no helper program, and the remote's
 * credentials in the environment, so that neither a process list nor a log nor a file shows them.
 *
 * @throws GitError when it ends with another exit code than 0
 * @throws the signal's reason when that stopped it
 */
export async function runGit(place: GitPlace, args: readonly string[], input = ""): Promise<string> {
  const result = await tryGit(place, args, input);
  if (result.exitCode !== 0) throw new GitError(["git", ...args].join(" "), result);
  return result.stdout;
}

/** The same, with the exit code as an answer. */
export async function tryGit(place: GitPlace, args: readonly string[], input = ""): Promise<GitResult> {
  const { program, cwd, signal, remote, enough } = place;
  const secrets = remote?.credentials === undefined ? [] : [remote.credentials.password, basic(remote.credentials)];
  const what = `git ${args[0]}`;
  const decoders = { stdout: new StringDecoder("utf8"), stderr: new StringDecoder("utf8") };
  let stdout = "";
  let output = "";
  const bounds = { longestMs, graceMs, mostOutput };
  const ended = await supervise({
    ...{ program, args, cwd, env: environment(place), input, signal, what, ...bounds },
    onOutput: (name, chunk) => {
      const text = decoders[name].write(chunk);
      if (name === "stdout") stdout += text;
      output += text;
      return enough !== undefined && output.length > enough;
    },
  }).catch((error: NodeJS.ErrnoException) => {
    if (error.syscall === undefined) throw error;
    const gone = error.code === "ENOENT" ? `${program} or the folder it is to run in isn't there` : error.message;
    throw new Error(`${what}: ${gone}`);
  });
  if (ended.enough) return { exitCode: 0, stdout: stdout.slice(0, enough), output, cut: true };
  const said = withoutThese(ended.killedBy === null ? output : `${output}ended by ${ended.killedBy}`, secrets);
  return { exitCode: ended.exitCode ?? 128, stdout, output: said };
}

function environment({ program, home, gitDir, workTree, remote, author }: GitPlace): Record<string, string> {
  const config = [...settings];
  if (remote?.credentials !== undefined) {
    config.push([`http.${remote.url}.extraHeader`, `Authorization: Basic ${basic(remote.credentials)}`]);
  }
  if (author !== undefined) config.push(["user.name", author.name], ["user.email", author.email]);
  return {
    PATH: `${dirname(program)}:/usr/local/bin:/usr/bin:/bin`,
    HOME: home,
    TMPDIR: home,
    LC_ALL: "C",
    GIT_CONFIG_GLOBAL: "/dev/null",
    GIT_CONFIG_NOSYSTEM: "1",
    GIT_ATTR_NOSYSTEM: "1",
    GIT_TERMINAL_PROMPT: "0",
    GIT_EDITOR: "true",
    GIT_SEQUENCE_EDITOR: "true",
    GIT_ALLOW_PROTOCOL: protocols(remote?.url),
    GIT_HTTP_LOW_SPEED_LIMIT: "1024",
    GIT_HTTP_LOW_SPEED_TIME: "30",
    GIT_CONFIG_COUNT: String(config.length),
    ...Object.fromEntries(
      config.flatMap(([key, value], index) => [
        [`GIT_CONFIG_KEY_${index}`, key],
        [`GIT_CONFIG_VALUE_${index}`, value],
      ]),
    ),
    ...(gitDir === undefined ? {} : { GIT_DIR: gitDir }),
    ...(workTree === undefined ? {} : { GIT_WORK_TREE: workTree }),
  };
}

/** Only what leads to the remote itself: neither `ext::` nor anything that a redirect or a submodule names. */
function protocols(url: string | undefined): string {
  if (url === undefined) return "none";
  return /^https?:/i.exec(url)?.[0].toLowerCase().slice(0, -1) ?? (url.startsWith("/") ? "file" : "none");
}

function basic({ username, password }: Credentials): string {
  return Buffer.from(`${username}:${password}`).toString("base64");
}
