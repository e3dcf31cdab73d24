import { existsSync } from "node:fs";
import { join } from "node:path";
import { repositoryName } from "../git-repositories.ts";
import { BareRepository } from "./bare-repository.ts";
import { PullRequestComments } from "./comments.ts";
import type { ApiAnswer, ApiRequest } from "./exchange.ts";
import { PullRequestStore, type StoredPullRequest } from "./store.ts";

/** What Gitea's clients take the server for: one of which they expect no more than there is. */
export const giteaVersion = "1.24.0";

/**
 * The routes of Gitea's API (v1) that Kargo's provider `gitea` and its git-open-pr, git-wait-for-pr and git-merge-pr
 * steps call, and those by which `slipway report` comments. Source of the calls: kargo v1.11.2, pkg/gitprovider/gitea/gitea.go; of the answers: code.gitea.io/sdk
 * v0.25.1, gitea/pull.go. Anything else of Gitea is answered with 404.
 */
export class PullRequestApi {
  private readonly root: string;
  private readonly origin: string;
  private readonly store: PullRequestStore;
  private readonly comments: PullRequestComments;
  private turn: Promise<unknown> = Promise.resolve();

  /**
   * @param root folder of the bare repositories
   * @param origin `http://127.0.0.1:PORT`
   */
  constructor({ root, pulls, origin }: { readonly root: string; readonly pulls: string; readonly origin: string }) {
    this.root = root;
    this.origin = origin;
    this.store = new PullRequestStore(pulls);
    this.comments = new PullRequestComments(pulls);
  }

  /** One request after the other: two that open or merge at once must not both think they are the first. */
  answer(request: ApiRequest): Promise<ApiAnswer> {
    const answered = this.turn.then(() => this.route(request));
    this.turn = answered.catch(() => undefined);
    return answered;
  }

  private async route({ method, url, body, user }: ApiRequest): Promise<ApiAnswer> {
    const { pathname, searchParams } = new URL(url, this.origin);
    if (pathname === "/api/v1/version" && method === "GET") return { status: 200, body: { version: giteaVersion } };
    if (pathname === "/api/v1/user" && method === "GET") return { status: 200, body: { login: user } };
    const issues = /^\/api\/v1\/repos\/([^/]+\/[^/]+)\/issues\/(?:(\d+)\/comments|comments\/(\d+))$/.exec(pathname);
    if (issues) return this.comment(issues, method, user, parsed(body));
    const match = /^\/api\/v1\/repos\/([^/]+\/[^/]+)\/(labels|pulls(?:\/(\d+)(\/merge)?)?)$/.exec(pathname);
    const [, repository = "", what = "", number, merge] = match ?? [];
    if (!repositoryName.test(repository) || !existsSync(this.path(repository))) return refusal(404, "not found");
    if (what === "labels" && method === "GET") return { status: 200, body: [] };
    if (what === "pulls" && method === "GET") return this.list(repository, searchParams);
    if (what === "pulls" && method === "POST") return this.open(repository, parsed(body));
    const found = number === undefined ? undefined : this.store.get(repository, Number(number));
    if (number === undefined || found === undefined) return refusal(404, `no pull request ${number ?? ""}`.trim());
    if (merge && method === "GET") return found.merged ? { status: 204 } : refusal(404, "not merged");
    if (merge && method === "POST") return this.merge(repository, found, user, parsed(body));
    if (!merge && method === "GET") return { status: 200, body: await this.shown(repository, found) };
    if (!merge && method === "PATCH") return this.edit(repository, found, parsed(body));
    return refusal(405, `${method} is not allowed here`);
  }

  private comment(path: RegExpExecArray, method: string, user: string, { body = "" }: Fields): ApiAnswer {
    const [, repository = "", number, id] = path;
    if (!repositoryName.test(repository) || !existsSync(this.path(repository))) return refusal(404, "not found");
    if (id !== undefined && method === "PATCH") return this.comments.edit(repository, Number(id), body);
    if (id !== undefined && method === "DELETE") return this.comments.remove(repository, Number(id));
    if (number === undefined) return refusal(405, `${method} is not allowed here`);
    if (this.store.get(repository, Number(number)) === undefined) return refusal(404, `no pull request ${number}`);
    if (method === "GET") return this.comments.list(repository, Number(number));
    if (method === "POST") return this.comments.create(repository, Number(number), { user, body });
    return refusal(405, `${method} is not allowed here`);
  }

  private async list(repository: string, query: URLSearchParams): Promise<ApiAnswer> {
    const state = query.get("state") ?? "open";
    const page = Math.max(1, Number(query.get("page") ?? 1) || 1);
    const size = Math.min(50, Number(query.get("limit") ?? 30) || 30);
    const wanted = this.store
      .list(repository)
      .filter((each) => state === "all" || each.state === state)
      .toReversed();
    const shown = wanted.slice((page - 1) * size, page * size).map((each) => this.shown(repository, each));
    return { status: 200, body: await Promise.all(shown) };
  }

  private async open(repository: string, { title = "", body = "", head = "", base = "" }: Fields): Promise<ApiAnswer> {
    const git = this.git(repository);
    if (title === "") return refusal(422, "[Title]: Required");
    const [headCommit, baseCommit] = await Promise.all([git.head(head), git.head(base)]);
    if (headCommit === undefined || baseCommit === undefined) {
      return refusal(404, `there is no branch ${headCommit === undefined ? head : base} in ${repository}`);
    }
    const same = this.store
      .list(repository)
      .find((each) => each.state === "open" && each.head === head && each.base === base);
    if (same) return refusal(409, `pull request already exists for these targets [id: ${same.number}]`);
    const createdAt = new Date().toISOString();
    const added = this.store.add(repository, { title, body, head, base, state: "open", createdAt });
    return { status: 201, body: await this.shown(repository, added) };
  }

  private async merge(
    repository: string,
    found: StoredPullRequest,
    by: string,
    { Do = "merge" }: Fields,
  ): Promise<ApiAnswer> {
    if (found.merged) return refusal(405, `pull request ${found.number} is merged already`);
    if (found.state === "closed") return refusal(405, `pull request ${found.number} is closed`);
    if (Do !== "merge") return refusal(405, `only the merge method "merge" is done here (got ${JSON.stringify(Do)})`);
    const git = this.git(repository);
    const [head, base] = await Promise.all([git.head(found.head), git.head(found.base)]);
    if (head === undefined || base === undefined) {
      return refusal(404, `there is no branch ${head === undefined ? found.head : found.base} any more`);
    }
    // Killed between the merge and its note: the branch knows.
    const done = await git.contains(base, head);
    const tree = done ? undefined : await git.mergedTree(base, head);
    if (!done && tree === undefined) return refusal(405, `${found.head} and ${found.base} conflict`);
    const message = `Merge pull request '${found.title}' (#${found.number}) from ${found.head} into ${found.base}`;
    const commit = tree === undefined ? base : await git.commitMerge(found.base, { base, head, tree, message, by });
    const at = new Date().toISOString();
    this.store.replace(repository, { ...found, state: "closed", merged: { at, by, commit, head } });
    return { status: 200 };
  }

  /** Only closing and opening again. */
  private async edit(repository: string, found: StoredPullRequest, { state }: Fields): Promise<ApiAnswer> {
    if ((state !== "open" && state !== "closed") || found.merged)
      return refusal(422, "only state can be changed, until a merge");
    this.store.replace(repository, { ...found, state });
    return { status: 201, body: await this.shown(repository, { ...found, state }) };
  }

  /** As Gitea shows it. */
  private async shown(repository: string, request: StoredPullRequest): Promise<object> {
    const { number, title, body, head, base, state, createdAt, merged } = request;
    const git = this.git(repository);
    const [headCommit = "", baseCommit = ""] = merged
      ? [merged.head, await git.head(base)]
      : await Promise.all([git.head(head), git.head(base)]);
    const mergeable =
      state === "open" && headCommit !== "" && (await git.mergedTree(baseCommit, headCommit)) !== undefined;
    const url = `${this.origin}/${repository}/pulls/${number}`;
    const times = { created_at: createdAt, ...(merged && { merged_at: merged.at }) };
    return {
      ...{ id: number, number, title, body, state, draft: false, mergeable, merged: merged !== undefined },
      ...{ url, html_url: url, labels: [], ...times },
      ...(merged && { merge_commit_sha: merged.commit, merged_by: { login: merged.by } }),
      ...(!merged && { merge_base: (await git.mergeBase(baseCommit, headCommit)) ?? "" }),
      head: { label: head, ref: head, sha: headCommit },
      base: { label: base, ref: base, sha: baseCommit },
    };
  }

  private git(repository: string): BareRepository {
    return new BareRepository(this.path(repository));
  }

  private path(repository: string): string {
    return join(this.root, `${repository}.git`);
  }
}

type Fields = Readonly<Partial<Record<"title" | "body" | "head" | "base" | "state" | "Do", string>>>;

function parsed(body: string): Fields {
  try {
    const value: unknown = JSON.parse(body || "{}");
    const entries = Object.entries(value as object).filter(([, each]) => typeof each === "string");
    return Object.fromEntries(entries) as Fields;
  } catch {
    return {};
  }
}

function refusal(status: number, message: string): ApiAnswer {
  return { status, body: { message } };
}
