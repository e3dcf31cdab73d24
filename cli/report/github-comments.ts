import { fields, items } from "../../model/manifests/reading.ts";
import type { CommentHost, HostComment } from "./comment-host.ts";
import { HostFailure } from "./host-failure.ts";
import { askHost } from "./host-request.ts";
import { type Ask, comment, commentsPath, commentWrites, knownLogin } from "./issue-comments.ts";
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
  const ask: Ask = (call) => askHost(target, { ...call, headers }, signal);
  return {
    ...commentWrites(target, ask),
    async self() {
      // GitHub Enterprise has its REST API below /api/v3 and GraphQL at /api/graphql
      const api = target.api.replace(/\/api\/v3$/, "/api");
      const call = { method: "POST", path: "/graphql", did: "tell whose token this is", headers } as const;
      const answer = await askHost(
        { ...target, api },
        { ...call, body: { query: "query { viewer { login } }" } },
        signal,
      );
      return knownLogin(target, fields(fields(fields(answer)["data"])["viewer"])["login"]);
    },
    async list() {
      const all: HostComment[] = [];
      for (let page = 1; page <= mostPages; page += 1) {
        const path = `${commentsPath(target)}?per_page=${pageSize}&page=${page}`;
        const found = items(await ask({ method: "GET", path, did: "list the comments" }), []);
        all.push(...found.map(({ value }) => comment(value)));
        if (found.length < pageSize) return all;
      }
      throw new HostFailure(`${target.repository}#${target.number} has more than ${mostPages * pageSize} comments`);
    },
  };
}
