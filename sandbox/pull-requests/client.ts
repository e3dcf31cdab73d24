import { UserError } from "../../model/problem.ts";
import type { Credentials, PullRequest, PullRequests } from "../../promotion/outside.ts";

const timeout = 30_000;

interface Shown {
  readonly number: number;
  readonly html_url: string;
  readonly title: string;
  readonly state: string;
  readonly merged: boolean;
  readonly mergeable: boolean;
  readonly merge_commit_sha?: string;
  readonly head: { readonly ref: string; readonly sha: string };
  readonly base: { readonly ref: string };
}

/** A pull request, and what a person wants to see of it. */
export interface ListedPullRequest extends PullRequest {
  readonly title: string;
  readonly head: string;
  readonly base: string;
}

/** Pull requests of a Git server that speaks Gitea's API. */
export class GiteaClient implements PullRequests {
  private readonly login: (repoURL: string) => Promise<Credentials | undefined>;

  constructor(login: (repoURL: string) => Promise<Credentials | undefined>) {
    this.login = login;
  }

  async open(repoURL: string, request: Parameters<PullRequests["open"]>[1]): Promise<PullRequest> {
    const { head, base, title, description, labels = [] } = request;
    if (labels.length > 0) throw new Error(`labels not found in repository: ${labels.join(", ")}`);
    return pullRequest(await this.ask<Shown>("POST", repoURL, "pulls", { head, base, title, body: description }));
  }

  async get(repoURL: string, id: number): Promise<PullRequest> {
    return pullRequest(await this.ask<Shown>("GET", repoURL, `pulls/${id}`));
  }

  async find(repoURL: string, head: string, base: string): Promise<PullRequest | undefined> {
    return (await this.list(repoURL)).find((each) => each.head === head && each.base === base);
  }

  /** The open ones, newest first. */
  async list(repoURL: string): Promise<ListedPullRequest[]> {
    const found = await this.ask<Shown[]>("GET", repoURL, "pulls?state=open&limit=50");
    return found.map((each) => ({ ...pullRequest(each), title: each.title, head: each.head.ref, base: each.base.ref }));
  }

  async merge(repoURL: string, id: number): Promise<PullRequest> {
    await this.ask("POST", repoURL, `pulls/${id}/merge`, { Do: "merge" });
    return this.get(repoURL, id);
  }

  private async ask<T>(method: string, repoURL: string, path: string, body?: object): Promise<T> {
    const [, origin, repository] = /^(https?:\/\/[^/]+)\/([^/]+\/[^/]+?)(?:\.git)?\/?$/.exec(repoURL) ?? [];
    if (origin === undefined)
      throw new UserError(`no owner and repository can be told from ${JSON.stringify(repoURL)}`);
    const credentials = await this.login(repoURL);
    const authorization = credentials ? { authorization: `token ${credentials.password}` } : {};
    const response = await fetch(`${origin}/api/v1/repos/${repository}/${path}`, {
      method,
      headers: { "content-type": "application/json", ...authorization },
      ...(body && { body: JSON.stringify(body) }),
      signal: AbortSignal.timeout(timeout),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(messageOf(text) ?? `${method} ${path} was answered with ${response.status}`);
    return (text === "" ? undefined : JSON.parse(text)) as T;
  }
}

function messageOf(text: string): string | undefined {
  try {
    return (JSON.parse(text) as { message?: string }).message;
  } catch {
    return undefined;
  }
}

function pullRequest({ number, html_url: url, state, merged, merge_commit_sha: commit, head }: Shown): PullRequest {
  const mergeCommitSHA = commit === undefined ? {} : { mergeCommitSHA: commit };
  return { id: number, url, open: state === "open", merged, headSHA: head.sha, ...mergeCommitSHA };
}
