import { UserError } from "../../model/problem.ts";
import { visible } from "../../model/report/markdown.ts";
import type { PostTarget } from "./post-target.ts";

/** A Git host that refused, or couldn't be asked. */
export class HostFailure extends UserError {
  /** Milliseconds until it is worth asking again: the host's own hint, or 0 where it gave none. Undefined: it isn't worth it. */
  readonly again: number | undefined;
  /** What was asked for isn't there. */
  readonly gone: boolean;
  constructor(text: string, again?: number, gone = false) {
    super(text);
    this.again = again;
    this.gone = gone;
  }
}

/** What the host answered, as far as a message needs it. */
export interface Refusal {
  readonly status: number;
  readonly headers: Headers;
  readonly body: string;
}

/**
 * A refusal in words that say what to do. Nothing of the request is in it, so no token.
 *
 * @param did `list the comments`
 * @param now milliseconds
 */
export function refusal(target: PostTarget, did: string, answer: Refusal, now: number): HostFailure {
  const { status, headers } = answer;
  const where = `${target.repository}#${target.number}`;
  const said = `${status}: ${messageOf(answer.body)}`;
  const limited = status === 429 || (status === 403 && isLimit(answer));
  if (limited || status >= 500)
    return new HostFailure(`${target.api} could not ${did} on ${where} (${said})`, hint(headers, now));
  const token = `the token in ${target.tokenFrom}`;
  if (status === 401)
    return new HostFailure(
      `${target.api} doesn't accept ${token} (${said}): it has expired, was revoked, or is another server's`,
    );
  if (status === 403)
    return new HostFailure(`${token} may not ${did} on ${where} (${said}). ${permission(target, headers)}`);
  if (status === 404)
    return new HostFailure(
      `there is no pull request ${target.number} in ${target.repository} at ${target.api}, or ${token} can't see it (${said}). ${permission(target, headers)}`,
      undefined,
      true,
    );
  if (status >= 300 && status < 400)
    return new HostFailure(`${target.repository} has moved (${status}): name it as it is called now, with --repo`);
  return new HostFailure(`${target.api} refused to ${did} on ${where} (${said})`);
}

/** Source: GitHub's header X-Accepted-GitHub-Permissions names what the call would have needed. */
function permission({ host }: PostTarget, headers: Headers): string {
  if (host === "gitea") return "A Gitea token needs the scope write:issue, and its user the right to comment there";
  const accepted = headers.get("x-accepted-github-permissions");
  const words = accepted === null ? "pull_requests=write" : visible(accepted, 120);
  return `It needs ${words}: in a workflow's job \`permissions: { pull-requests: write }\`, for a fine-grained token "Pull requests: Read and write". The token of a fork's pull request only reads: there, write the report with --out and show it in the job's summary`;
}

/** Source: GitHub's docs, "Rate limits for the REST API": the primary limit leaves 0, the secondary says so or names a time. */
function isLimit({ headers, body }: Refusal): boolean {
  return headers.get("x-ratelimit-remaining") === "0" || headers.has("retry-after") || /rate limit/i.test(body);
}

function hint(headers: Headers, now: number): number {
  const after = headers.get("retry-after");
  if (after !== null) {
    const until = /^\d+$/.test(after) ? now + Number(after) * 1000 : Date.parse(after);
    return Number.isNaN(until) ? 0 : Math.max(0, until - now);
  }
  const reset = headers.get("x-ratelimit-remaining") === "0" ? headers.get("x-ratelimit-reset") : null;
  return reset === null || !/^\d+$/.test(reset) ? 0 : Math.max(0, Number(reset) * 1000 - now);
}

function messageOf(body: string): string {
  try {
    const { message } = JSON.parse(body) as { message?: unknown };
    return visible(typeof message === "string" ? message : "no reason given", 300);
  } catch {
    return body.trim() === "" ? "no reason given" : visible(body, 300);
  }
}
