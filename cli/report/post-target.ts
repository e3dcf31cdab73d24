import { readFileSync } from "node:fs";
import { loopback } from "../../model/checks/repositories.ts";
import { fields } from "../../model/manifests/reading.ts";
import { UserError } from "../../model/problem.ts";
import { shown } from "../../model/words.ts";

/** Where a report goes. */
export interface PostTarget {
  readonly host: "github" | "gitea";
  /** Without a slash at the end. */
  readonly api: string;
  /** `acme/shop` */
  readonly repository: string;
  readonly number: number;
  readonly token: string;
  /** Name of the variable that held the token, for messages. */
  readonly tokenFrom: string;
  /** The pull request, for people. */
  readonly url: string;
}

export interface PostFlags {
  readonly host?: string | undefined;
  readonly api?: string | undefined;
  readonly repo?: string | undefined;
  readonly "pull-request"?: string | undefined;
}

type Environment = Readonly<Record<string, string | undefined>>;

/** The environment's variables that may hold the token, the first that is set counts. */
const tokens = {
  github: ["SLIPWAY_REPORT_TOKEN", "GITHUB_TOKEN", "GH_TOKEN"],
  gitea: ["SLIPWAY_REPORT_TOKEN", "GITEA_TOKEN", "GITHUB_TOKEN"],
} as const;

/**
 * Where to post, from flags, else from what a workflow of GitHub's or Gitea's has in its environment.
 *
 * @throws UserError naming everything that is missing or wrong
 */
export function postTarget(flags: PostFlags, env: Environment): PostTarget {
  const wrong: string[] = [];
  const host = flags.host ?? (env["GITEA_ACTIONS"] === "true" ? "gitea" : "github");
  if (host !== "github" && host !== "gitea") throw new UserError(`--host: got ${shown(host)}; allowed github, gitea`);
  const server = env["GITHUB_SERVER_URL"]?.replace(/\/+$/, "");
  const api = (
    flags.api ??
    env["GITHUB_API_URL"] ??
    (host === "github" ? "https://api.github.com" : server && `${server}/api/v1`)
  )?.replace(/\/+$/, "");
  if (api === undefined || api === "")
    wrong.push("--api URL: Gitea's, as in https://git.example.com/api/v1 (or GITHUB_API_URL)");
  else if (!/^https?:\/\/[^@\s]+$/.test(api) || !URL.canParse(api))
    wrong.push(`--api URL: got ${shown(api)}; allowed an https URL without a login`);
  else if (api.startsWith("http:") && !loopback.test(new URL(api).hostname))
    wrong.push(
      `--api URL: got ${shown(api)}; http would show the token to everyone on the way, and is for loopback only`,
    );
  const repository = flags.repo ?? env["GITHUB_REPOSITORY"] ?? "";
  if (!/^[\w.-]+\/[\w.-]+$/.test(repository) || repository.split("/").some((part) => /^\.+$/.test(part)))
    wrong.push(`--repo OWNER/NAME (or GITHUB_REPOSITORY): got ${repository === "" ? "nothing" : shown(repository)}`);
  const number = flags["pull-request"] ?? pullRequestOf(env);
  if (number === undefined || !/^[1-9]\d{0,9}$/.test(number))
    wrong.push(
      `--pull-request NUMBER (or a workflow on pull_request, whose GITHUB_EVENT_PATH says it): got ${number === undefined ? "nothing" : shown(number)}`,
    );
  const tokenFrom = tokens[host].find((name) => (env[name] ?? "").trim() !== "");
  if (tokenFrom === undefined) wrong.push(`a token in the environment, as ${tokens[host].join(" or ")}`);
  if (wrong.length > 0) throw new UserError(`--post needs:\n${wrong.map((each) => `  ${each}`).join("\n")}`);
  const web =
    server ?? (api ?? "").replace(/^https:\/\/api\.github\.com$/, "https://github.com").replace(/\/api\/v[13]$/, "");
  return {
    host,
    api: api ?? "",
    repository,
    number: Number(number),
    token: (env[tokenFrom ?? ""] ?? "").trim(),
    tokenFrom: tokenFrom ?? "",
    url: `${web}/${repository}/${host === "github" ? "pull" : "pulls"}/${number}`,
  };
}

/** The commit that a pull request proposes; what a workflow checks out is a merge that nobody pushed. */
export function proposedCommit(env: Environment): string | undefined {
  const head = fields(fields(eventOf(env)["pull_request"])["head"])["sha"];
  const commit = typeof head === "string" ? head : env["GITHUB_SHA"];
  return commit !== undefined && /^[0-9a-f]{7,64}$/.test(commit) ? commit : undefined;
}

function pullRequestOf(env: Environment): string | undefined {
  const event = eventOf(env);
  const number = fields(event["pull_request"])["number"] ?? event["number"];
  if (typeof number === "number") return String(number);
  return /^refs\/pull\/(\d+)\//.exec(env["GITHUB_REF"] ?? "")?.[1];
}

function eventOf(env: Environment) {
  const file = env["GITHUB_EVENT_PATH"];
  if (file === undefined || file === "") return fields({});
  try {
    return fields(JSON.parse(readFileSync(file, "utf8")));
  } catch {
    return fields({});
  }
}
