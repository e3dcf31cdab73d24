import { fields, items, string } from "../../model/manifests/reading.ts";
import type { CommentHost, HostComment } from "./comment-host.ts";
import { HostFailure } from "./host-failure.ts";
import { askHost, type HostCall } from "./host-request.ts";
import type { PostTarget } from "./post-target.ts";

const pageSize = 100;
/** Ten thousand comments. */
const mostPages = 100;

/**
 * A pull request's comments at GitHub: those of the issue that it is. Source: GitHub's REST docs, "REST API endpoints for
 * issue comments", version 2022-11-28. Whose token it is only GraphQL tells for every kind of token: `GET /user` refuses
 * those of Apps, a workflow's own among them.
 */
export function githubComments(target: PostTarget, signal: AbortSignal): CommentHost {
  const headers = {
    accept: "application/vnd.github+json",
    "x-github-api-version": "2022-11-28",
    authorization: `Bearer ${target.token}`,
  };
  const ask = (call: Omit<HostCall, "headers">) => askHost(target, { ...call, headers }, signal);
  const comments = `/repos/${target.repository}/issues/${target.number}/comments`;
  const one = (id: number) => `/repos/${target.repository}/issues/comments/${id}`;
  return {
    url: target.url,
    async self() {
      // GitHub Enterprise has its REST API below /api/v3 and GraphQL at /api/graphql
      const api = target.api.replace(/\/api\/v3$/, "/api");
      const call = { method: "POST", path: "/graphql", did: "tell whose token this is", headers } as const;
      const answer = await askHost(
        { ...target, api },
        { ...call, body: { query: "query { viewer { login } }" } },
        signal,
      );
      const login = string(fields(fields(fields(answer)["data"])["viewer"])["login"]);
      if (login === undefined)
        throw new HostFailure(
          `${target.api} doesn't tell whose token ${target.tokenFrom} holds, so no comment is known to be ours`,
        );
      return login;
    },
    async list() {
      const all: HostComment[] = [];
      for (let page = 1; page <= mostPages; page += 1) {
        const path = `${comments}?per_page=${pageSize}&page=${page}`;
        const found = items(await ask({ method: "GET", path, did: "list the comments" }), []);
        all.push(...found.map(({ value }) => comment(value)));
        if (found.length < pageSize) return all;
      }
      throw new HostFailure(`${target.repository}#${target.number} has more than ${mostPages * pageSize} comments`);
    },
    async create(body) {
      return comment(fields(await ask({ method: "POST", path: comments, body: { body }, did: "write a comment" })));
    },
    async update(id, body) {
      await ask({ method: "PATCH", path: one(id), body: { body }, did: "change a comment" });
    },
    async remove(id) {
      await ask({ method: "DELETE", path: one(id), did: "delete a comment" });
    },
  };
}

/** The same shape at GitHub and Gitea. */
export function comment(value: Readonly<Record<string, unknown>>): HostComment {
  const { id, body, user } = value;
  return { id: Number(id), body: string(body) ?? "", author: string(fields(user)["login"]) ?? "" };
}
