import { spawn } from "node:child_process";
import type { Credentials } from "../../promotion/outside.ts";

/** Whose login a push uses. */
export interface Login extends Credentials {
  /** Where it was found, for messages. */
  readonly from: string;
}

type Environment = Readonly<Record<string, string | undefined>>;

/** A helper may ask a keychain, never a person. */
const bound = 30_000;

/** Variables that may hold the token for a repository, the first that is set counts. */
export function tokenNames(url: string): readonly string[] {
  return new URL(url).hostname === "github.com"
    ? ["SLIPWAY_GIT_TOKEN", "GITHUB_TOKEN", "GH_TOKEN"]
    : ["SLIPWAY_GIT_TOKEN", "GITEA_TOKEN"];
}

/**
 * The login for a repository: a token of the environment's, else what git's own credential helpers know. It goes over
 * pipes and variables only, so no process list shows it.
 *
 * @returns undefined when nobody knows one
 */
export async function loginFor(url: string, env: Environment, signal: AbortSignal): Promise<Login | undefined> {
  const from = tokenNames(url).find((name) => (env[name] ?? "").trim() !== "");
  // GitHub and Gitea look at the token alone, whatever the user is called
  if (from !== undefined)
    return { username: env["SLIPWAY_GIT_USER"] ?? "x-access-token", password: (env[from] ?? "").trim(), from };
  const said = await credentialFill(url, env, signal);
  const field = (name: string) => new RegExp(`^${name}=(.*)$`, "m").exec(said)?.[1];
  const [username, password] = [field("username"), field("password")];
  return username === undefined || password === undefined
    ? undefined
    : { username, password, from: "git's credential helper" };
}

/** Source: git-credential(1). Empty when no helper knows it, or there is none. */
function credentialFill(url: string, env: Environment, signal: AbortSignal): Promise<string> {
  return new Promise((resolve) => {
    const child = spawn("git", ["credential", "fill"], {
      env: { ...env, GIT_TERMINAL_PROMPT: "0", GIT_ASKPASS: "", SSH_ASKPASS: "" },
      stdio: ["pipe", "pipe", "ignore"],
      signal,
      timeout: bound,
    });
    let said = "";
    child.stdout.setEncoding("utf8").on("data", (chunk: string) => {
      said += chunk;
    });
    child.stdin.on("error", () => undefined).end(`url=${url}\n\n`);
    child.on("error", () => resolve(""));
    child.on("close", (code) => resolve(code === 0 ? said : ""));
  });
}
