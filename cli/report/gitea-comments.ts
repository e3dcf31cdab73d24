import { fields, items, string } from "../../model/manifests/reading.ts";
import type { CommentHost } from "./comment-host.ts";
import { comment } from "./github-comments.ts";
import { HostFailure } from "./host-failure.ts";
import { askHost, type HostCall } from "./host-request.ts";
import type { PostTarget } from "./post-target.ts";

/** A pull request's comments at Gitea or Forgejo. Source: Gitea's Swagger, v1: issueGetComments gives all at once. */
export function giteaComments(target: PostTarget, signal: AbortSignal): CommentHost {
  const headers = { authorization: `token ${target.token}` };
  const ask = (call: Omit<HostCall, "headers">) => askHost(target, { ...call, headers }, signal);
  const comments = `/repos/${target.repository}/issues/${target.number}/comments`;
  const one = (id: number) => `/repos/${target.repository}/issues/comments/${id}`;
  return {
    url: target.url,
    async self() {
      const login = string(
        fields(await ask({ method: "GET", path: "/user", did: "tell whose token this is" }))["login"],
      );
      if (login === undefined)
        throw new HostFailure(
          `${target.api} doesn't tell whose token ${target.tokenFrom} holds, so no comment is known to be ours`,
        );
      return login;
    },
    async list() {
      const found = items(await ask({ method: "GET", path: comments, did: "list the comments" }), []);
      return found.map(({ value }) => comment(value)).sort((a, b) => a.id - b.id);
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
