import { fields, items } from "../../model/manifests/reading.ts";
import type { CommentHost } from "./comment-host.ts";
import { askHost } from "./host-request.ts";
import { type Ask, comment, commentsPath, commentWrites, knownLogin } from "./issue-comments.ts";
import type { PostTarget } from "./post-target.ts";

/** A pull request's comments at Gitea or Forgejo. Source: Gitea's Swagger, v1: issueGetComments gives all at once. */
export function giteaComments(target: PostTarget, signal: AbortSignal): CommentHost {
  const headers = { authorization: `token ${target.token}` };
  const ask: Ask = (call) => askHost(target, { ...call, headers }, signal);
  return {
    ...commentWrites(target, ask),
    async self() {
      const user = fields(await ask({ method: "GET", path: "/user", did: "tell whose token this is" }));
      return knownLogin(target, user["login"]);
    },
    async list() {
      const found = items(await ask({ method: "GET", path: commentsPath(target), did: "list the comments" }), []);
      return found.map(({ value }) => comment(value)).sort((a, b) => a.id - b.id);
    },
  };
}
