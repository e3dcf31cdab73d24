import { isRecord } from "../../../model/json.ts";
import type { Review } from "../../../model/live/four-eyes.ts";
import { redacted } from "../../../model/redacted.ts";

/** One request may take this long, in milliseconds. */
const requestBound = 15_000;

export type GitProvider = "github" | "gitlab" | "gitea";

/** A Git host that may be asked, and how to log in there. */
export interface GitHost {
  readonly provider: GitProvider;
  /** Undefined: without logging in, which public repositories allow. */
  readonly token: string | undefined;
}

/**
 * Asks Git hosts who approved and who merged pull requests. A host that nobody named is never asked: the address comes out
 * of a cluster's object, and a token must not go where that leads.
 */
export class Reviews {
  readonly #hosts: ReadonlyMap<string, GitHost>;
  readonly #signal: AbortSignal;

  /** @param hosts by origin: `https://github.com` */
  constructor(hosts: ReadonlyMap<string, GitHost>, signal: AbortSignal) {
    this.#hosts = hosts;
    this.#signal = signal;
  }

  /** Never rejects, but when the command is to end. */
  async of(url: string): Promise<Review> {
    const request = partsOf(url);
    if (request === undefined) return { unknown: "its address isn't that of a pull request at a Git host this reads" };
    const host = this.#hosts.get(request.origin);
    if (host === undefined)
      return { unknown: `${request.origin} isn't a Git host that the definition names, so it isn't asked` };
    try {
      return await this.#asked(host, request);
    } catch (error) {
      this.#signal.throwIfAborted();
      return { unknown: redacted(`${request.origin} ${(error as Error).message}`) };
    }
  }

  async #asked({ provider, token }: GitHost, { origin, repository, number }: Parts): Promise<Review> {
    const ask = (path: string) => this.#ask(`${apiOf(provider, origin)}${path}`, headersOf(provider, token));
    if (provider === "gitlab") {
      const base = `/projects/${encodeURIComponent(repository)}/merge_requests/${number}`;
      const [request, approvals] = [await ask(base), await ask(`${base}/approvals`)];
      const by = isRecord(approvals) && Array.isArray(approvals["approved_by"]) ? approvals["approved_by"] : [];
      const approvedBy = by.flatMap((each: unknown) => nameIn(isRecord(each) ? each["user"] : undefined, "username"));
      return review(request, isRecord(request) && request["state"] === "merged", "merge_user", "username", approvedBy);
    }
    const base = `/repos/${repository}/pulls/${number}`;
    const request = await ask(base);
    const reviews = await ask(`${base}/reviews?per_page=100&limit=50`).catch((error: unknown) => {
      // the sandbox's git server keeps no reviews
      if (error instanceof Answered && error.status === 404) return [];
      throw error;
    });
    return review(request, isRecord(request) && request["merged"] === true, "merged_by", "login", approversIn(reviews));
  }

  async #ask(url: string, headers: Readonly<Record<string, string>>): Promise<unknown> {
    const bound = AbortSignal.timeout(requestBound);
    const signal = AbortSignal.any([bound, this.#signal]);
    const response = await fetch(url, { headers, signal, redirect: "error" }).catch((error: Error) => {
      if (bound.aborted) throw new Error(`didn't answer within ${requestBound / 1000} s`);
      throw new Error(`can't be reached: ${(error.cause as Error | undefined)?.message ?? error.message}`);
    });
    if (!response.ok) throw new Answered(response.status);
    return response.json();
  }
}

class Answered extends Error {
  readonly status: number;
  constructor(status: number) {
    super(
      status === 401 || status === 403 || status === 404
        ? `answered ${status}: the token may not read it, or there is none`
        : `answered ${status}`,
    );
    this.status = status;
  }
}

interface Parts {
  readonly origin: string;
  readonly repository: string;
  readonly number: string;
}

/** `https://github.com/acme/app/pull/3`, `…/pulls/3`, `…/-/merge_requests/3`. */
function partsOf(url: string): Parts | undefined {
  const [, origin, repository, number] =
    /^(https?:\/\/[^/\s@]+)\/([\w./-]+?)\/(?:pull|pulls|-\/merge_requests)\/(\d+)\/?$/.exec(url) ?? [];
  if (origin === undefined || repository === undefined || number === undefined) return undefined;
  if (repository.split("/").some((part) => part === "" || part === "." || part === "..")) return undefined;
  return { origin, repository, number };
}

function apiOf(provider: GitProvider, origin: string): string {
  if (provider === "gitlab") return `${origin}/api/v4`;
  if (provider === "gitea") return `${origin}/api/v1`;
  return origin === "https://github.com" ? "https://api.github.com" : `${origin}/api/v3`;
}

function headersOf(provider: GitProvider, token: string | undefined): Record<string, string> {
  const accept = { accept: "application/json", "user-agent": "slipway" };
  if (token === undefined) return accept;
  if (provider === "gitlab") return { ...accept, "private-token": token };
  return { ...accept, authorization: provider === "gitea" ? `token ${token}` : `Bearer ${token}` };
}

function review(request: unknown, merged: boolean, by: string, name: string, approvedBy: readonly string[]): Review {
  const [mergedBy] = nameIn(isRecord(request) ? request[by] : undefined, name);
  return { merged, approvedBy, ...(mergedBy === undefined ? {} : { mergedBy }) };
}

/** The last word of each reviewer that is one; a comment leaves an approval standing. */
function approversIn(reviews: unknown): string[] {
  const last = new Map<string, unknown>();
  for (const each of Array.isArray(reviews) ? (reviews as unknown[]) : []) {
    if (!isRecord(each) || each["dismissed"] === true) continue;
    const [login] = nameIn(each["user"], "login");
    if (
      login !== undefined &&
      ["APPROVED", "CHANGES_REQUESTED", "REQUEST_CHANGES", "DISMISSED"].includes(String(each["state"]))
    )
      last.set(login, each["state"]);
  }
  return [...last].flatMap(([login, state]) => (state === "APPROVED" ? [login] : []));
}

function nameIn(user: unknown, key: string): string[] {
  return isRecord(user) && typeof user[key] === "string" && user[key] !== "" ? [user[key]] : [];
}
